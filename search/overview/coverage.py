"""The table of sectors by type: what there is, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.vocabulary import TermValue, Vocabulary
from search.finding import find_facets
from search.overview.tallies import ordered, search_address
from search.query import SearchQuery


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


def coverage(query: SearchQuery, vocabulary: Vocabulary | None = None) -> Coverage:
    """The table sector by type for a search, every sector and every type in it."""
    vocabulary = vocabulary or vocabularies.current()
    types = ordered(vocabulary, "soort")
    sectors = ordered(vocabulary, "sector")
    by_type = [query.with_value("soort", kind.value) for kind in types]
    columns = [_column(each, vocabulary) for each in by_type]
    whole, all_types = _column(query, vocabulary)
    rows = tuple(
        CoverageRow(
            label=sector.label,
            url=reverse("sector", args=[sector.slug]),
            cells=tuple(
                Cell(
                    counts.get(sector.value, 0),
                    search_address(each.with_value("sector", sector.value)),
                )
                for each, (_total, counts) in zip(by_type, columns, strict=True)
            ),
            total=Cell(
                all_types.get(sector.value, 0),
                search_address(query.with_value("sector", sector.value)),
            ),
        )
        for sector in sectors
    )
    totals = tuple(
        Cell(total, search_address(each))
        for each, (total, _counts) in zip(by_type, columns, strict=True)
    )
    return Coverage(tuple(types), rows, totals, Cell(whole, search_address(query)))


def coverage_rows(table: Coverage) -> list[list[object]]:
    """The table as rows for a spreadsheet, headings first, zeros as 0."""
    rows: list[list[object]] = [
        [_("Sector"), *(kind.label for kind in table.types), _("Samen")],
    ]
    rows += [
        [row.label, *(cell.count for cell in row.cells), row.total.count] for row in table.rows
    ]
    rows.append([_("Alle sectoren"), *(cell.count for cell in table.totals), table.total.count])
    return rows


def _column(query: SearchQuery, vocabulary: Vocabulary) -> tuple[int, dict[str, int]]:
    total, facets = find_facets(query, ["sector"], vocabulary)
    return total, {bucket.value: bucket.count for bucket in facets["sector"].buckets}
