"""The whole catalogue: for home and for the overview of the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from practices import vocabulary as vocabularies
from practices.models import COUNTRY_CODE
from practices.models.choices import RegionKind
from practices.sorting import name_key
from practices.vocabulary import Vocabulary
from search.finding import find_facets
from search.overview.tallies import Tally, ordered, province_tallies, search_address
from search.query import SearchQuery


@dataclass(frozen=True)
class SiteOverview:
    """The whole catalogue in counts.

    Without an index `total` and every count are None.
    """

    total: int | None
    types: tuple[Tally, ...]
    provinces: tuple[Tally, ...]
    areas: tuple[Tally, ...]
    country: int | None  # what holds for the whole country
    sectors: tuple[Tally, ...]
    themes: tuple[Tally, ...]

    @property
    def largest_sector(self) -> int:
        """The count of the sector with the most, to draw the others against."""
        return max((sector.count or 0 for sector in self.sectors), default=0)


def site_overview() -> SiteOverview:
    """Gather what has a page of its own. Raises EngineUnavailableError."""
    vocabulary = vocabularies.current()
    total, facets = find_facets(SearchQuery(), ["soort", "regio", "sector", "thema"], vocabulary)
    counts = {
        name: {bucket.value: bucket.count for bucket in facet.buckets}
        for name, facet in facets.items()
    }
    return _site(vocabulary, total, counts)


def site_index() -> SiteOverview:
    """The same without counts, for when the index is away."""
    return _site(vocabularies.current(), None, None)


def _site(
    vocabulary: Vocabulary, total: int | None, counts: Mapping[str, dict[str, int]] | None
) -> SiteOverview:
    def count(parameter: str, value: str) -> int | None:
        return None if counts is None else counts[parameter].get(value, 0)

    def tallies(parameter: str, url_name: str) -> tuple[Tally, ...]:
        return tuple(
            Tally(
                term.label,
                reverse(url_name, args=[term.slug]),
                count(parameter, term.value),
            )
            for term in ordered(vocabulary, parameter)
        )

    return SiteOverview(
        total=total,
        types=tuple(
            Tally(
                term.label,
                search_address(SearchQuery.of(soort=term.value)),
                count("soort", term.value),
                term.value,
            )
            for term in ordered(vocabulary, "soort")
        ),
        provinces=province_tallies(vocabulary.regions, None if counts is None else counts["regio"]),
        areas=tuple(
            Tally(node.name, reverse("region", args=[node.slug]), count("regio", node.code))
            for node in sorted(
                vocabulary.regions.nodes.values(), key=lambda node: name_key(node.name)
            )
            if node.kind == RegionKind.AREA
        ),
        country=count("regio", COUNTRY_CODE),
        sectors=tallies("sector", "sector"),
        themes=tallies("thema", "theme"),
    )
