"""Reading an Excel workbook (.xlsx): the entries on one sheet, each list on its own."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from practices.importing.readers import (
    BadCell,
    Problem,
    Source,
    UnreadableFileError,
    read_rows,
)
from practices.importing.sheets import ENTRIES, SheetKind, find_sheet, sheet_kinds
from practices.importing.wording import nearest, suggestion

MAX_UNPACKED = 300_000_000  # bytes; ten thousand full entries take some 60 million
SMALL = 10_000_000  # bytes; below this a file may be as repetitive as it likes
MAX_RATIO = 60  # unpacked against packed; a real workbook stays below 20
MAX_COLUMNS = 200
MAX_SCANNED = 1_048_576  # the rows of an Excel sheet; a broken file may name a row beyond
# Sheets for people, which hold no entries.
IGNORED_SHEETS = frozenset({"uitleg", "toelichting"})


def read(path: Path) -> Source:
    """Read all sheets of a workbook. Raises UnreadableFileError."""
    has_formulas = _check_package(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl names what it skips: validations, styles
        with closing(_open(path, data_only=True)) as book:
            formulas = _open(path, data_only=False) if has_formulas else None
            try:
                return _read_book(book, formulas)
            except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError,
                    SyntaxError, zipfile.BadZipFile) as error:  # fmt: skip
                # What openpyxl stumbles over in a damaged sheet comes as any of these.
                raise _damaged(error) from error
            finally:
                if formulas is not None:
                    formulas.close()


def _check_package(path: Path) -> bool:
    """Refuse what is no workbook or unpacks to too much; return whether it has formulas."""
    try:
        with zipfile.ZipFile(path) as package:
            # The sizes are those of the package's own list; reading stops there too.
            unpacked = sum(info.file_size for info in package.infolist())
            packed = sum(info.compress_size for info in package.infolist())
            if unpacked > SMALL and unpacked > packed * MAX_RATIO:
                raise UnreadableFileError(
                    _("Dit bestand bestaat bijna helemaal uit herhaling; dat is geen werkmap.")
                )
            if unpacked > MAX_UNPACKED:
                raise UnreadableFileError(
                    _("Uitgepakt is dit bestand groter dan %(limit)d MB; deel het op.")
                    % {"limit": MAX_UNPACKED // 10**6}
                )
            sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
            return any(_has_formula(package, name) for name in sheets)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _damaged(error) from error


def _has_formula(package: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with package.open(name) as sheet:
        while chunk := sheet.read(1 << 20):
            if re.search(rb"<f[ >/]", tail + chunk):
                return True
            tail = chunk[-3:]
    return False


def _open(path: Path, *, data_only: bool) -> Any:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
    except Exception as error:
        # openpyxl has no error of its own for a package that is no workbook; a damaged one ends
        # in a KeyError, a ParseError, a TypeError... All of them are about the file.
        raise _damaged(error) from error


def _damaged(error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        _("Dit is geen Excel-bestand, of het is beschadigd (%(error)s).")
        % {"error": type(error).__name__}
    )


def _read_book(book: Any, formulas: Any) -> Source:
    source = Source()
    seen: set[str] = set()
    for position, sheet in enumerate(_worksheets(book)):
        if sheet.title.strip().casefold() in IGNORED_SHEETS:
            continue
        kind = find_sheet(sheet.title) or (_first_sheet(book) if position == 0 else None)
        rows = _rows(sheet, formulas[sheet.title] if formulas is not None else None)
        if kind is None:
            if any(cell is not None for _number, row in rows for cell in row):
                message = _("Dit blad is niet bekend.")
                message += suggestion(nearest(sheet.title, sheet_kinds()))
                source.problems.append(Problem(sheet.title, 0, "", message))
        elif kind.name in seen:
            message = _("Er is al een blad met deze lijst.")
            source.problems.append(Problem(sheet.title, 0, "", message))
        else:
            seen.add(kind.name)
            read_rows(source, kind, sheet.title, rows)
    if ENTRIES not in seen:
        message = _("Er is geen blad met vermeldingen. Noem het entries of vermeldingen.")
        source.problems.append(Problem("", 0, "", message))
    return source


def _worksheets(book: Any) -> list[Any]:
    # A sheet with only a chart has no rows.
    return [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]


def _first_sheet(book: Any) -> SheetKind | None:
    """The first sheet holds the entries, whatever its name, when no other sheet says so."""
    named = [kind for sheet in _worksheets(book) if (kind := find_sheet(sheet.title))]
    entries = sheet_kinds()[ENTRIES]
    return None if entries in named else entries


def _rows(sheet: Any, formulas: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    for one in (sheet, formulas):
        if one is not None:
            one.reset_dimensions()  # what a file says about its own size need not be true
    values = sheet.iter_rows(max_col=MAX_COLUMNS)
    beside = formulas.iter_rows(max_col=MAX_COLUMNS) if formulas is not None else None
    for number, row in enumerate(values, start=1):
        if number > MAX_SCANNED:
            return
        twin = next(beside, ()) if beside is not None else ()
        yield (
            number,
            [
                _value(cell, twin[index] if index < len(twin) else None)
                for index, cell in enumerate(row)
            ],
        )


def _value(cell: Any, twin: Any) -> Any:
    if cell.value is None:
        if twin is not None and twin.data_type == "f":
            return BadCell(
                _("De formule heeft geen uitkomst. Open het bestand in Excel en bewaar het.")
            )
        return None
    if cell.data_type == "e":
        return BadCell(_("Hier staat een fout van Excel: %(error)s.") % {"error": cell.value})
    return cell.value
