"""The page of a theme, a sector, an organisation or a network."""

from __future__ import annotations

from dataclasses import dataclass

from practices import vocabulary as vocabularies
from practices.cards import Card
from search.finding import find_cards, find_facets
from search.overview.tallies import Tally, province_tallies, search_address
from search.query import SearchQuery

NEWEST = 6
THEMES = 12


@dataclass(frozen=True)
class TermOverview:
    """Everything that such a page counts."""

    value: str
    label: str
    total: int
    query_string: str
    types: tuple[Tally, ...]
    provinces: tuple[Tally, ...]
    sectors: tuple[Tally, ...]
    themes: tuple[Tally, ...]
    newest: tuple[Card, ...]


def term_overview(parameter: str, value: str, label: str) -> TermOverview:
    """Gather the page of a theme, sector or organisation. Raises EngineUnavailableError."""
    vocabulary = vocabularies.current()
    query = SearchQuery.of(**{parameter: value})
    total, facets = find_facets(query, ["soort", "regio", "sector", "thema"], vocabulary)
    _total, cards = find_cards(query, NEWEST, vocabulary)
    counts = {bucket.value: bucket.count for bucket in facets["regio"].buckets}
    provinces = province_tallies(vocabulary.regions, counts, query)
    if parameter in ("netwerk", "organisatie"):  # nobody has to be everywhere: no gaps to show
        provinces = tuple(province for province in provinces if province.count)

    def tallies(name: str) -> tuple[Tally, ...]:
        return tuple(
            Tally(bucket.label, search_address(query.with_value(name, bucket.value)), bucket.count)
            for bucket in facets[name].buckets
            if name != parameter
        )

    return TermOverview(
        value=value,
        label=label,
        total=total,
        query_string=query.query_string,
        types=tallies("soort"),
        provinces=provinces,
        sectors=tallies("sector"),
        themes=tallies("thema")[:THEMES],
        newest=tuple(cards),
    )
