"""The page of a region, or of a municipality or named area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.cards import Card
from practices.models import COUNTRY_CODE, Region
from practices.models.choices import RegionKind
from practices.pages.sessions import SessionView, upcoming
from practices.regions import RegionTree
from practices.sorting import name_key
from practices.visibility import public_networks
from search.finding import find_cards, find_facets
from search.overview.coverage import Coverage, coverage
from search.overview.tallies import Tally
from search.query import SearchQuery
from search.results import Bucket

NEWEST = 4
SESSIONS = 4
PARTIES = 12


@dataclass(frozen=True)
class RegionOverview:
    """Everything on the page of a region, or of a municipality or named area."""

    code: str
    slug: str
    name: str
    kind: str
    description: str
    provinces: frozenset[str]
    parents: tuple[tuple[str, str], ...]  # title and path, widest first
    total: int
    query_string: str
    coverage: Coverage
    newest: tuple[Card, ...]
    sessions: tuple[SessionView, ...]
    organisations: tuple[Tally, ...]
    organisations_more: int
    networks: tuple[Tally, ...]
    wider: tuple[Tally, ...]
    parts: tuple[Tally, ...]


def region_overview(region: Region) -> RegionOverview:
    """Gather the page of a region. Raises EngineUnavailableError."""
    vocabulary = vocabularies.current()
    tree = vocabulary.regions
    query = SearchQuery.of(regio=region.code)
    total, facets = find_facets(query, ["organisatie", "netwerk", "regio"], vocabulary)
    _total, cards = find_cards(query, NEWEST, vocabulary)
    everywhere = {bucket.value: bucket.count for bucket in facets["regio"].buckets}
    organisations = [
        Tally(bucket.label, reverse("organisation", args=[bucket.value]), bucket.count)
        for bucket in facets["organisatie"].buckets
    ]
    node = tree.nodes.get(region.code)
    return RegionOverview(
        code=region.code,
        slug=region.slug,
        name=str(_("Heel Nederland")) if region.code == COUNTRY_CODE else region.name,
        kind=str(RegionKind(region.kind).label),
        description=region.description,
        provinces=_provinces(tree, region.code),
        parents=_parents(tree, region.code),
        total=total,
        query_string=query.query_string,
        coverage=coverage(query, vocabulary),
        newest=tuple(cards),
        sessions=tuple(upcoming(SESSIONS, tagged_below(tree, region.code))) if node else (),
        organisations=tuple(organisations[:PARTIES]),
        organisations_more=max(0, len(organisations) - PARTIES),
        networks=_networks(tree, region.code, facets["netwerk"].buckets),
        wider=tuple(
            Tally(
                _("heel Nederland") if code == COUNTRY_CODE else tree.nodes[code].name,
                reverse("region", args=[tree.nodes[code].slug]),
                everywhere.get(code, 0),
            )
            for code in tree.surroundings(region.code)
            if code in tree.nodes
        ),
        parts=_parts(tree, region.code, everywhere),
    )


def tagged_below(tree: RegionTree, code: str) -> list[str]:
    """The codes an entry can be tagged with to be found under `code`."""
    return [other for other in tree.nodes if code in tree.found_under([other])]


def _provinces(tree: RegionTree, code: str) -> frozenset[str]:
    return frozenset({COUNTRY_CODE}) if code == COUNTRY_CODE else tree.found_under([code])


def _parents(tree: RegionTree, code: str) -> tuple[tuple[str, str], ...]:
    above = [parent for parent in tree.ancestors(code) if parent not in tree.twins]
    return tuple(
        (tree.nodes[parent].name, reverse("region", args=[tree.nodes[parent].slug]))
        for parent in reversed(above)
    )


def _parts(tree: RegionTree, code: str, counts: dict[str, int]) -> tuple[Tally, ...]:
    """The regions right below this one, with their counts, zeros too."""
    node = tree.nodes.get(code)
    if node is None:
        return ()
    below: Iterable[str]
    if node.kind == RegionKind.AREA:
        below = node.members
    elif code == COUNTRY_CODE:
        below = [one.code for one in tree.nodes.values() if one.kind == RegionKind.PROVINCE]
    else:
        below = [
            part
            for child in tree.children_of.get(code, ())
            for part in (tree.children_of.get(child, ()) if child in tree.twins else (child,))
        ]
    nodes = sorted((tree.nodes[part] for part in below), key=lambda part: name_key(part.name))
    return tuple(
        Tally(part.name, reverse("region", args=[part.slug]), counts.get(part.code, 0))
        for part in nodes
    )


def _networks(tree: RegionTree, code: str, buckets: Sequence[Bucket]) -> tuple[Tally, ...]:
    """The networks of this region or a wider one, and those with entries about it."""
    counts = {bucket.value: bucket.count for bucket in buckets}
    pages = public_networks()
    near = {code, *tree.ancestors(code)}
    return tuple(
        Tally(page.title, page.url or "", counts.get(page.slug, 0))
        for page in sorted(pages.select_related("region"), key=lambda page: name_key(page.title))
        if page.slug in counts or (page.region is not None and page.region.code in near)
    )
