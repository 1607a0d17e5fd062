"""The first terms of the glossary, from `data/glossary.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from practices.models import GlossaryTerm

GLOSSARY_FILE = Path(__file__).resolve().parent / "data" / "glossary.toml"


def load_glossary(path: Path = GLOSSARY_FILE, *, complete: bool = False) -> int:
    """Fill an empty glossary; return how many terms were made.

    A glossary with terms in it belongs to its editors. With `complete` the terms that are
    missing are made there too. Raises ValidationError for a term that breaks a rule.
    """
    if GlossaryTerm.objects.exists() and not complete:
        return 0
    with path.open("rb") as file:
        tables = tomllib.load(file)["term"]
    made = 0
    for table in tables:
        if GlossaryTerm.objects.filter(term__iexact=table["term"]).exists():
            continue
        term = GlossaryTerm(
            term=table["term"],
            abbreviation=table.get("abbreviation", ""),
            explanation=table["explanation"],
            synonyms="\n".join(table.get("synonyms", ())),
            narrower="\n".join(table.get("narrower", ())),
        )
        term.full_clean()
        term.save()
        made += 1
    return made
