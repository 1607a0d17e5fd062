"""A search as the name of a feed or a calendar: "Scholingen over nachtzorg in Drenthe"."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices.cards import cards
from practices.vocabulary import Vocabulary
from search import wording
from search.facets import FACETS
from search.query import SearchQuery
from search.resolving import resolve
from subscriptions.queries import gone
from subscriptions.wording import lost

# What the sentence has words for by itself; the other choices follow with their facet's name.
_IN_SENTENCE = ("soort", "thema", "regio")


def name_of(query: SearchQuery, vocabulary: Vocabulary) -> str:
    """A search in words, as a title."""
    if missing := gone(query, vocabulary):
        return str(capfirst(lost(missing)))
    query = resolve(query, vocabulary)
    if not query.is_filtered:
        return str(_("Alle vermeldingen"))
    if query.entries:
        titles = [card.title for card in cards(query.entries, vocabulary)]
        return wording.listing(titles) or str(_("Een vermelding die er niet meer is"))
    types = query.values("soort")
    nouns = [wording.noun(value, 2) for value in types] or [wording.noun("", 2)]
    parts = [wording.listing(nouns), wording.description(query, vocabulary)]
    named = " ".join(part for part in parts if part)
    others = [
        f"{facet.label}: {wording.either(vocabulary.labels(facet.parameter, chosen))}"
        for facet in FACETS
        if facet.parameter not in _IN_SENTENCE and (chosen := query.values(facet.parameter))
    ]
    return str(capfirst("; ".join([named, *others])))
