"""A file -> rows that know where they stand. What it says is judged in `checking`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from practices.importing.sheets import SheetKind
from practices.importing.wording import nearest, shorten, suggestion

MAX_ROWS = 100_000  # filled rows of all sheets together
MAX_PROBLEMS = 10_000  # a file with more is of another kind; no need to read on
CLEAR = "-"  # in a cell: make the field empty

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Problem:
    """What is wrong in a file, and where. Row 0 is the sheet or the file as a whole."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = [_("blad %(sheet)s") % {"sheet": self.sheet}] if self.sheet else []
        if self.row:
            where.append(_("rij %(row)d") % {"row": self.row})
        if self.column:
            where.append(_("kolom %(column)s") % {"column": self.column})
        return f"{', '.join(where)}: {self.message}" if where else self.message


@dataclass(frozen=True)
class BadCell:
    """A cell that the reader could not make a value of."""

    message: str


class UnreadableFileError(ValueError):
    """A file that cannot be read at all; its text says in Dutch why."""


@dataclass(frozen=True)
class SourceRow:
    """A row of a sheet: the filled cells by column, and the headers as they stand in the file."""

    sheet: str
    number: int
    cells: Mapping[str, Any]
    headers: Mapping[str, str]

    def problem(self, column: str, message: str) -> Problem:
        """A problem at a column of this row."""
        return Problem(self.sheet, self.number, self.headers.get(column, column), message)


@dataclass
class Source:
    """All rows of a file by the sheet they are of, and what is wrong with its build."""

    rows: dict[str, list[SourceRow]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def count(self) -> int:
        """How many rows were read."""
        return sum(map(len, self.rows.values()))


def read_file(path: Path) -> Source:
    """Read a CSV file or an Excel workbook. Raises UnreadableFileError."""
    from practices.importing import csv_file, excel_file

    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise UnreadableFileError(
            _("Het bestand %(path)s is niet te lezen: %(error)s.")
            % {"path": path, "error": error.strerror}
        ) from error
    if not start:
        raise UnreadableFileError(_("Het bestand is leeg."))
    if start.startswith(_OLD_EXCEL):
        raise UnreadableFileError(
            _("Dit is een oud Excel-bestand (.xls). Bewaar het als .xlsx of CSV.")
        )
    if start.startswith(_ZIP) or path.suffix.casefold() in (".xlsx", ".xlsm"):
        return excel_file.read(path)
    return csv_file.read(path)


@dataclass(frozen=True)
class _Header:
    columns: Mapping[int, str]  # place in the row -> column
    written: Mapping[str, str]  # column -> the header as it stands in the file
    named: frozenset[int]  # the places that have a header, known or not


def read_rows(
    source: Source, kind: SheetKind, sheet: str, rows: Iterator[tuple[int, Sequence[Any]]]
) -> None:
    """Add the rows of a sheet to `source`; the first filled one holds the headers."""
    found = source.rows.setdefault(kind.name, [])
    header: _Header | None = None
    for number, cells in rows:
        if not any(_is_filled(cell) for cell in cells):
            continue
        if header is None:
            header = _read_header(source, kind, sheet, number, cells)
            continue
        if source.count() >= MAX_ROWS or len(source.problems) >= MAX_PROBLEMS:
            message = _("Er staan meer dan %(limit)d rijen in; deel het bestand op.")
            if source.count() >= MAX_ROWS:
                source.problems.append(Problem(sheet, number, "", message % {"limit": MAX_ROWS}))
            return
        found.append(_read_row(source, sheet, number, cells, header))
    if header is None:
        source.problems.append(Problem(sheet, 0, "", _("Dit blad is leeg.")))


def _read_header(
    source: Source, kind: SheetKind, sheet: str, number: int, cells: Sequence[Any]
) -> _Header:
    columns: dict[int, str] = {}
    headers: dict[str, str] = {}
    named = [index for index, cell in enumerate(cells) if _is_filled(cell)]
    for index in named:
        written = shorten(str(cells[index]))
        column = kind.column(str(cells[index]))
        if column is None:
            message = _("Deze kolom is niet bekend.") + suggestion(nearest(written, kind.columns))
            source.problems.append(Problem(sheet, number, written, message))
        elif column in headers:
            message = _("Deze kolom staat er twee keer.")
            source.problems.append(Problem(sheet, number, written, message))
        else:
            headers[column] = written
            columns[index] = column
    return _Header(columns, headers, frozenset(named))


def _read_row(
    source: Source, sheet: str, number: int, cells: Sequence[Any], header: _Header
) -> SourceRow:
    values: dict[str, Any] = {}
    for index, cell in enumerate(cells):
        if not _is_filled(cell):
            continue
        column = header.columns.get(index, "")
        if isinstance(cell, BadCell):
            name = header.written.get(column, "")
            source.problems.append(Problem(sheet, number, name, cell.message))
        elif column:
            is_clear = isinstance(cell, str) and cell.strip() == CLEAR
            values[column] = None if is_clear else cell
        elif index not in header.named:
            message = _("Hier staat iets in een kolom zonder naam: “%(value)s”.")
            source.problems.append(
                Problem(sheet, number, "", message % {"value": shorten(str(cell))})
            )
    return SourceRow(sheet, number, values, header.written)


def _is_filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))
