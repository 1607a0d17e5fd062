"""Reading a CSV file as people save it: any of three delimiters, UTF-8 or what Excel makes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from practices.importing.readers import Problem, Source, UnreadableFileError, read_rows
from practices.importing.sheets import ENTRIES, sheet_kinds

MAX_BYTES = 100_000_000
MAX_CELL = 5_000_000  # characters; what is too long for a field is told by the field
DELIMITERS = (";", ",", "\t")


def read(path: Path) -> Source:
    """Read the entries of a CSV file. Raises UnreadableFileError."""
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFileError(
            _("Het bestand is groter dan %(limit)d MB; deel het op.")
            % {"limit": MAX_BYTES // 10**6}
        )
    source = Source()
    text = _decode(path.read_bytes(), source)
    if not text.strip():
        raise UnreadableFileError(_("Het bestand is leeg."))
    read_rows(source, sheet_kinds()[ENTRIES], path.name, _rows(source, path.name, text))
    return source


def _decode(content: bytes, source: Source) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # "Unicode-tekst" of Excel
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252":
            source.notices.append(
                _(
                    "Het bestand is geen UTF-8 en is gelezen als Windows-1252. "
                    "Kijk na of letters zoals é en ë goed overkomen."
                )
            )
        return text
    raise UnreadableFileError(_("De tekens zijn niet te lezen. Bewaar het bestand als UTF-8."))


def _rows(source: Source, sheet: str, text: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows as a spreadsheet counts them: an empty line is a row, a cell may hold line ends."""
    limit = csv.field_size_limit(MAX_CELL)
    number = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error as error:
        source.problems.append(Problem(sheet, number + 1, "", _explain(error)))
    finally:
        csv.field_size_limit(limit)


def _delimiter(text: str) -> str:
    """The delimiter that stands most often in the first filled line, outside quotation marks."""
    first = next(line for line in text.splitlines() if line.strip())
    bare = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=bare.count) if any(map(bare.count, DELIMITERS)) else ","


def _explain(error: csv.Error) -> str:
    message = str(error)
    if "field larger" in message:
        return _("Een cel telt meer dan %(limit)d tekens.") % {"limit": MAX_CELL}
    if "unexpected end" in message:
        return _("Een aanhalingsteken dat hier begint, wordt nergens gesloten.")
    if "expected after" in message:
        return _("Na een sluitend aanhalingsteken hoort een scheidingsteken. Verdubbel een "
                 "aanhalingsteken dat bij de tekst hoort.")  # fmt: skip
    return _("Deze rij is niet te lezen: %(error)s.") % {"error": message}
