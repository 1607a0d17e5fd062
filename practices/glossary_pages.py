"""The page `/begrippen/`: every term of the glossary, what it means and what else it is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from practices import vocabulary as vocabularies
from practices.sorting import name_key, plain
from practices.vocabulary import GlossaryEntry

MAX_TEXT = 100  # characters of a filter
# Anchors that the frame of the page has already.
TAKEN = ("boven", "inhoud", "navigatie", "onderkant", "melding", "kopzoek", "begrippenfilter")


@dataclass(frozen=True)
class GlossaryItem:
    """A term as it is shown; `others` are the other words for it."""

    anchor: str
    term: str
    abbreviation: str
    explanation: str
    others: tuple[str, ...]
    narrower: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """The terms that begin with a letter; "0-9" for those that begin with something else."""

    name: str
    anchor: str
    items: tuple[GlossaryItem, ...]


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All terms by letter, or those in which every word of `q` stands."""
    text = " ".join(request.GET.get("q", "")[:MAX_TEXT].split())
    terms = vocabularies.current().glossary
    found = letters(terms, text)
    count = sum(len(letter.items) for letter in found)
    context = {"letters": found, "text": text, "count": count, "total": len(terms)}
    return render(request, "practices/glossary.html", context)


def letters(terms: Iterable[GlossaryEntry], text: str = "") -> tuple[Letter, ...]:
    """The terms by first letter, accents and capitals aside."""
    words = plain(text).split()
    items = [item for item in _items(terms) if all(word in _words_of(item) for word in words)]
    return tuple(
        Letter(name, f"letter-{name.lower()}", tuple(group))
        for name, group in groupby(items, key=lambda item: _initial(item.term))
    )


def _items(terms: Iterable[GlossaryEntry]) -> list[GlossaryItem]:
    taken = set(TAKEN)
    items = []
    # Abbreviations first: entries link to them by their slug.
    for entry in sorted(terms, key=lambda entry: not entry.abbreviation):
        base = anchor = entry.slug or "begrip"
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        names = (entry.term, entry.abbreviation)
        others = tuple(form for form in entry.forms if form not in names)
        items.append(
            GlossaryItem(
                anchor, entry.term, entry.abbreviation, entry.explanation, others, entry.narrower
            )
        )
    return sorted(items, key=lambda item: (_initial(item.term), *name_key(item.term)))


def _words_of(item: GlossaryItem) -> str:
    return plain(
        " ".join([item.term, item.abbreviation, item.explanation, *item.others, *item.narrower])
    )


def _initial(term: str) -> str:
    first = plain(term)[:1].upper()
    return first if "A" <= first <= "Z" else "0-9"
