"""What there is, by region, theme, sector and organisation: counts with their zeros.

All numbers come from the same place as the page of results, so a number here and the number of
hits after a click on it are the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kennisplatform.templatetags.drawing import PROVINCE_TILES
from kennisplatform.templatetags.house import heat
from practices import vocabulary as vocabularies
from practices.cards import Card
from practices.models import LearningNetwork, Region
from practices.models.choices import RegionKind
from practices.pages.sessions import SessionView, upcoming
from practices.regions import COUNTRY, RegionTree
from practices.sorting import name_key
from practices.vocabulary import TermValue, Vocabulary
from search.finding import find_cards, find_facets
from search.query import SearchQuery
from search.results import Bucket

NEWEST = 4
SESSIONS = 4
PARTIES = 12


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


@dataclass(frozen=True)
class Cell:
    count: int
    url: str


@dataclass(frozen=True)
class CoverageRow:
    """A sector with its counts by type, and over all types (an entry has one type)."""

    label: str
    url: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Coverage:
    """The table sector by type. `totals` counts entries: one may stand in several sectors."""

    types: tuple[TermValue, ...]
    rows: tuple[CoverageRow, ...]
    totals: tuple[Cell, ...]
    total: Cell

    @property
    def gaps(self) -> int:
        """How many cells are empty."""
        return sum(1 for row in self.rows for cell in row.cells if not cell.count)


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


@dataclass(frozen=True)
class TermOverview:
    """Everything on the page of a theme, a sector or an organisation."""

    value: str
    label: str
    total: int
    query_string: str
    types: tuple[Tally, ...]
    provinces: tuple[Tally, ...]
    sectors: tuple[Tally, ...]
    themes: tuple[Tally, ...]
    newest: tuple[Card, ...]


@dataclass(frozen=True)
class SiteOverview:
    """The whole catalogue in counts: for home and for the overview of the site.

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
        name=str(_("Heel Nederland")) if region.code == COUNTRY else region.name,
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
                _("heel Nederland") if code == COUNTRY else tree.nodes[code].name,
                reverse("region", args=[tree.nodes[code].slug]),
                everywhere.get(code, 0),
            )
            for code in tree.surroundings(region.code)
            if code in tree.nodes
        ),
        parts=_parts(tree, region.code, everywhere),
    )


def coverage(query: SearchQuery, vocabulary: Vocabulary | None = None) -> Coverage:
    """The table sector by type for a search, every sector and every type in it."""
    vocabulary = vocabulary or vocabularies.current()
    types = _ordered(vocabulary, "soort")
    sectors = _ordered(vocabulary, "sector")
    columns = [_column(query.with_value("soort", kind.value), vocabulary) for kind in types]
    whole, all_types = _column(query, vocabulary)
    rows = tuple(
        CoverageRow(
            label=sector.label,
            url=reverse("sector", args=[sector.slug]),
            cells=tuple(
                Cell(
                    counts.get(sector.value, 0),
                    _search(
                        query.with_value("soort", kind.value).with_value("sector", sector.value)
                    ),
                )
                for kind, (_total, counts) in zip(types, columns, strict=True)
            ),
            total=Cell(
                all_types.get(sector.value, 0), _search(query.with_value("sector", sector.value))
            ),
        )
        for sector in sectors
    )
    totals = tuple(
        Cell(total, _search(query.with_value("soort", kind.value)))
        for kind, (total, _counts) in zip(types, columns, strict=True)
    )
    return Coverage(tuple(types), rows, totals, Cell(whole, _search(query)))


def coverage_rows(overview: RegionOverview) -> list[list[object]]:
    """The table of a region as rows for a spreadsheet, headings first, zeros as 0."""
    table = overview.coverage
    rows: list[list[object]] = [
        [_("Sector"), *(kind.label for kind in table.types), _("Samen")],
    ]
    rows += [
        [row.label, *(cell.count for cell in row.cells), row.total.count] for row in table.rows
    ]
    rows.append([_("Alle sectoren"), *(cell.count for cell in table.totals), table.total.count])
    return rows


def term_overview(parameter: str, value: str, label: str) -> TermOverview:
    """Gather the page of a theme, sector or organisation. Raises EngineUnavailableError."""
    vocabulary = vocabularies.current()
    query = SearchQuery.of(**{parameter: value})
    total, facets = find_facets(query, ["soort", "regio", "sector", "thema"], vocabulary)
    _total, cards = find_cards(query, 2 * NEWEST - 2, vocabulary)
    counts = {bucket.value: bucket.count for bucket in facets["regio"].buckets}
    provinces = province_tallies(vocabulary.regions, counts, query)
    if parameter in ("netwerk", "organisatie"):  # nobody has to be everywhere: no gaps to show
        provinces = tuple(province for province in provinces if province.count)

    def tallies(name: str) -> tuple[Tally, ...]:
        return tuple(
            Tally(bucket.label, _search(query.with_value(name, bucket.value)), bucket.count)
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
        themes=tallies("thema")[:PARTIES],
        newest=tuple(cards),
    )


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
            for term in _ordered(vocabulary, parameter)
        )

    return SiteOverview(
        total=total,
        types=tuple(
            Tally(
                term.label,
                _search(SearchQuery.of(soort=term.value)),
                count("soort", term.value),
                term.value,
            )
            for term in _ordered(vocabulary, "soort")
        ),
        provinces=province_tallies(vocabulary.regions, None if counts is None else counts["regio"]),
        areas=tuple(
            Tally(node.name, reverse("region", args=[node.slug]), count("regio", node.code))
            for node in sorted(
                vocabulary.regions.nodes.values(), key=lambda node: name_key(node.name)
            )
            if node.kind == RegionKind.AREA
        ),
        country=count("regio", COUNTRY),
        sectors=tallies("sector", "sector"),
        themes=tallies("thema", "theme"),
    )


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
            url=_search(query.with_value("regio", code))
            if query
            else reverse("region", args=[tree.nodes[code].slug]),
            count=None if counts is None else count,
            code=code,
            heat=heat(count, largest),
        )
        for code, count in found.items()
        if code in tree.nodes
    )


def _column(query: SearchQuery, vocabulary: Vocabulary) -> tuple[int, dict[str, int]]:
    total, facets = find_facets(query, ["sector"], vocabulary)
    return total, {bucket.value: bucket.count for bucket in facets["sector"].buckets}


def _ordered(vocabulary: Vocabulary, parameter: str) -> list[TermValue]:
    terms = vocabulary.terms.get(parameter, {}).values()
    return sorted(terms, key=lambda term: (term.order, *name_key(term.label)))


def _search(query: SearchQuery) -> str:
    return f"{reverse('search:search')}?{query.query_string}"


def _provinces(tree: RegionTree, code: str) -> frozenset[str]:
    return frozenset({COUNTRY}) if code == COUNTRY else tree.found_under([code])


def _parents(tree: RegionTree, code: str) -> tuple[tuple[str, str], ...]:
    above = [parent for parent in tree.ancestors(code) if parent not in tree.twins]
    return tuple(
        (tree.nodes[parent].name, reverse("region", args=[tree.nodes[parent].slug]))
        for parent in reversed(above)
    )


def tagged_below(tree: RegionTree, code: str) -> list[str]:
    """The codes an entry can be tagged with to be found under `code`."""
    return [other for other in tree.nodes if code in tree.found_under([other])]


def _parts(tree: RegionTree, code: str, counts: dict[str, int]) -> tuple[Tally, ...]:
    """The regions right below this one, with their counts, zeros too."""
    node = tree.nodes.get(code)
    if node is None:
        return ()
    below: Iterable[str]
    if node.kind == RegionKind.AREA:
        below = node.members
    elif code == COUNTRY:
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
    pages = LearningNetwork.objects.live().filter(view_restrictions__isnull=True)
    near = {code, *tree.ancestors(code)}
    return tuple(
        Tally(page.title, page.url or "", counts.get(page.slug, 0))
        for page in sorted(pages.select_related("region"), key=lambda page: name_key(page.title))
        if page.slug in counts or (page.region is not None and page.region.code in near)
    )
