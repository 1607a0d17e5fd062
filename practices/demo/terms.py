"""The lists that entries are tagged with, from `data/taxonomy.toml`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from practices.demo.files import TAXONOMY_FILE, read
from practices.models import Audience, Dossier, FormerValue, Programme, Sector, Theme
from practices.renaming import PARAMETERS

LISTS: dict[str, Any] = {
    "sector": Sector,
    "theme": Theme,
    "audience": Audience,
    "programme": Programme,
    "dossier": Dossier,
}


def load_taxonomy(*, complete: bool = False) -> int:
    """Fill the lists that are empty; return how many terms were made.

    A list with terms in it belongs to its editors: what they changed stays and what they took
    out does not come back. With `complete` the terms that are missing are made there too.
    """
    made = 0
    taxonomy = read(TAXONOMY_FILE)
    for key, model in LISTS.items():
        if model.objects.exists() and not complete:
            continue
        # A term that was renamed or merged is there, under another name.
        former = FormerValue.of(PARAMETERS[model]) if model in PARAMETERS else {}
        for number, table in enumerate(taxonomy[key], start=1):
            slug = table.get("slug") or slugify(table["name"])
            same = Q(slug=slug) | Q(name__iexact=table["name"])
            if slug in former or model.objects.filter(same).exists():
                continue
            model.objects.create(
                name=table["name"],
                slug=slug,
                aliases="\n".join(table.get("aliases", ())),
                description=table.get("description", ""),
                order=number * 10,
            )
            made += 1
    return made
