"""Names with their counts and where they lead."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from kennisplatform.templatetags.drawing import PROVINCE_TILES
from kennisplatform.templatetags.house import heat
from practices.regions import RegionTree
from practices.sorting import name_key
from practices.vocabulary import TermValue, Vocabulary
from search.query import SearchQuery


@dataclass(frozen=True)
class Tally:
    """A name with its count and where it leads. `heat` is the count as one of five steps.

    Without an index there is no count.
    """

    label: str
    url: str
    count: int | None
    code: str = ""
    heat: int = 0


def province_tallies(
    tree: RegionTree, counts: dict[str, int] | None, query: SearchQuery | None = None
) -> tuple[Tally, ...]:
    """The twelve provinces with their counts, zeros too, north to south.

    They lead to the page of the province, or with a query to that search in the province.
    """
    found = {code: (counts or {}).get(code, 0) for code in PROVINCE_TILES}
    largest = max(found.values(), default=0)
    return tuple(
        Tally(
            label=tree.nodes[code].name,
            url=search_address(query.with_value("regio", code))
            if query
            else reverse("region", args=[tree.nodes[code].slug]),
            count=None if counts is None else count,
            code=code,
            heat=heat(count, largest),
        )
        for code, count in found.items()
        if code in tree.nodes
    )


def ordered(vocabulary: Vocabulary, parameter: str) -> list[TermValue]:
    """The terms of a facet in the order of their list."""
    terms = vocabulary.terms.get(parameter, {}).values()
    return sorted(terms, key=lambda term: (term.order, *name_key(term.label)))


def search_address(query: SearchQuery) -> str:
    """The path of a search."""
    return f"{reverse('search:search')}?{query.query_string}"
