"""Browsing straight from the database, for the time the search engine is away: no counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from practices import vocabulary as vocabularies
from practices.cards import Card, cards
from practices.models import LearningNetwork, Organisation, Region, Sector, Theme
from practices.visibility import visible
from search.overview.region import tagged_below
from search.overview.site import SiteOverview, site_index
from search.receivers import entries_with

NEWEST = 12


@dataclass(frozen=True)
class Browsing:
    """Ways on from a page that could not search."""

    site: SiteOverview
    newest: tuple[Card, ...]


def browsing() -> Browsing:
    """Sectors, regions and what is new."""
    return Browsing(site=site_index(), newest=tuple(newest(NEWEST)))


def newest(limit: int, among: Q | None = None) -> list[Card]:
    """The newest entries that the public may see, all of them or those of a condition."""
    entries = visible() if among is None else visible().filter(among)
    # The same order as the index: entries that were never dated come last.
    ids = (
        entries.distinct()
        .order_by("-first_published_at", "-pk")
        .exclude(first_published_at=None)
        .values_list("pk", flat=True)[:limit]
    )
    return cards(list(ids), vocabularies.current())


def of_term(term: Region | Sector | Theme | Organisation) -> Q:
    """The condition for what the page of a term shows."""
    if isinstance(term, Region):
        tree = vocabularies.current().regions
        return Q(regions__code__in=tagged_below(tree, term.code))
    condition = entries_with(term)
    assert condition is not None  # noqa: S101  # each of these models has one
    return condition


def of_network(page: LearningNetwork) -> Q:
    """The condition for what a network has."""
    return Q(path__startswith=page.path)
