"""What networks follow, as plain values for the public: never an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from practices.models import LearningNetwork, Region
from practices.models.choices import RegionKind
from practices.visibility import public_networks
from search.query import SearchQuery
from subscriptions.models import GroupFollow
from subscriptions.wording import what


@dataclass(frozen=True)
class Follow:
    """A search that is followed: what it is about, and where to find and follow it."""

    what: str
    query_string: str


@dataclass(frozen=True)
class Speaker:
    """For whom a network follows: itself, or a region. `anchor` is its place on the page."""

    name: str
    anchor: str
    url: str
    follows: tuple[Follow, ...]


def open_follows() -> QuerySet[GroupFollow]:
    """What is followed by networks that the public sees, as far as it still finds what it did."""
    return (
        GroupFollow.objects.filter(network__in=public_networks(), lost_at=None)
        .select_related("network", "region", "query")
        # Databases differ in where nothing stands: the network itself comes before its regions.
        .order_by("network__title", F("region__name").asc(nulls_first=True), "created_at", "pk")
    )


def speakers_of(network: LearningNetwork) -> tuple[Speaker, ...]:
    """What a network follows for itself first, and then for each region it speaks for."""
    rows = open_follows().filter(network=network)
    by_region: dict[Region | None, list[GroupFollow]] = {None: []}
    for row in rows:
        by_region.setdefault(row.region, []).append(row)
    return tuple(
        Speaker(
            name=speaker_name(network, region),
            anchor=f"regio-{region.slug}" if region else "netwerk",
            url=reverse("region", args=[region.slug]) if region else network.url or "",
            follows=tuple(_follow(row) for row in found),
        )
        for region, found in by_region.items()
        if found
    )


def follows_for(code: str) -> tuple[Follow, ...]:
    """What is followed for the region with this code, each search once."""
    rows = open_follows().filter(region__code=code)
    return tuple(dict.fromkeys(_follow(row) for row in rows))


def speaker_name(network: LearningNetwork, region: Region | None) -> str:
    """For whom is followed: "leernetwerk Drenthe", "gemeente Emmen", "Oost-Drenthe"."""
    if region is None:
        return _("leernetwerk %(name)s") % {"name": network.title}
    if region.kind in (RegionKind.AREA, RegionKind.COUNTRY):
        return region.name
    return f"{RegionKind(region.kind).word} {region.name}"


def page_of(network: LearningNetwork) -> str:
    """The path of the page "Wij volgen" of a network."""
    return reverse("group_follows:page", args=[network.slug])


def _follow(row: GroupFollow) -> Follow:
    query = SearchQuery.parse(row.query.query_string)
    return Follow(what(query), query.query_string)
