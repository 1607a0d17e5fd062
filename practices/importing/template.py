"""An empty workbook to fill in: every sheet with its columns, and a sheet that explains them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from practices.entry_types import ENTRY_TYPES
from practices.importing.shape import (
    REQUIRED,
    Field,
    Kind,
    Shape,
    all_fields,
    all_lists,
    entry_shape,
)
from practices.importing.sheets import ENTRIES, KEY, PARENT, REPORT_ITEMS, REPORTS, sheet_kinds
from practices.models import LearningNetwork, Region

EXPLANATION = "uitleg"


def write_template(path: Path) -> None:
    """Write the workbook. Reads the lists of terms, so that it offers those of this site."""
    book = Workbook()
    del book["Sheet"]
    for kind in sheet_kinds().values():
        sheet = book.create_sheet(kind.name)
        sheet.append(kind.columns)
        sheet.freeze_panes = "A2"
        for index, cell in enumerate(sheet[1], start=1):
            cell.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(index)].width = max(14, len(cell.value) + 2)
    _explain(book.create_sheet(EXPLANATION))
    book.save(path)


def _explain(sheet: Any) -> None:
    sheet.append([_("blad"), _("kolom"), _("naam"), _("nodig"), _("wat erin mag")])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in _rows():
        sheet.append(row)
    for letter, width in zip("ABCDE", (18, 24, 30, 8, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2, min_col=5, max_col=5):
        row[0].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _rows() -> Iterator[tuple[str, str, str, str, str]]:
    yes = _("ja")
    yield ("", "", "", "", _("Een lege cel laat staan wat er stond; een streepje (-) maakt leeg."))
    own = {
        "type": _("Kies uit: %(choices)s.") % {"choices": ", ".join(ENTRY_TYPES)},
        KEY: _("Een eigen kenmerk. Hieraan herkent een volgende import deze vermelding."),
        "network": _("Kies uit: %(choices)s.") % {"choices": _networks()},
        "tags": _("Vrije trefwoorden, met ; ertussen."),
    }
    fields = all_fields()
    for column in sheet_kinds()[ENTRIES].columns:
        needed = yes if column in REQUIRED else ""
        if column in own:
            yield ENTRIES, column, "", needed, own[column]
        else:
            yield ENTRIES, column, fields[column].label, needed, _meaning(fields[column])
    for name, shape in all_lists().items():
        yield from _list(name, shape)
        if name == REPORTS:
            yield from _list(REPORT_ITEMS, shape.lists["items"])


def _list(name: str, shape: Shape) -> Iterator[tuple[str, str, str, str, str]]:
    for column in sheet_kinds()[name].columns:
        if column == KEY:
            meaning = _("Het kenmerk van de vermelding waar deze rij bij hoort.")
            yield name, column, shape.label, _("ja"), meaning
        elif column == PARENT:
            meaning = _("De titel van het verslag, voor een onderdeel dat daaronder openklapt.")
            yield name, column, "", "", meaning
        else:
            found = shape.fields[column]
            needed = _("ja") if found.is_required else ""
            yield name, column, found.label, needed, _meaning(found)


def _meaning(field: Field) -> str:
    types = [slug for slug in ENTRY_TYPES if field.name in entry_shape(slug).fields]
    only = ""
    if all_fields().get(field.name) is field and len(types) < len(ENTRY_TYPES):
        only = " " + _("Alleen bij: %(types)s.") % {"types": ", ".join(types)}
    return _KINDS[field.kind](field) + only


def _choices(field: Field) -> str:
    labels = (f"{value} ({label})" for value, label in field.model_field.flatchoices if value)
    return _("Kies uit: %(choices)s.") % {"choices": ", ".join(labels)}


def _terms(field: Field) -> str:
    several = " " + _("Meer dan een: met ; ertussen.") if field.kind is Kind.TERMS else ""
    if field.target is Region:
        return _("Code (GM0114), kenmerk (emmen) of naam van de regio.") + several
    if field.target is not None and field.target._meta.model_name == "organisation":
        return _("Naam van een organisatie die op het platform staat.") + several
    names = (
        [] if field.target is None else field.target._default_manager.values_list("name", flat=True)
    )
    return _("Kies uit: %(choices)s.") % {"choices": ", ".join(names)} + several


def _networks() -> str:
    return ", ".join(LearningNetwork.objects.order_by("slug").values_list("slug", flat=True))


_KINDS: dict[Kind, Callable[[Field], str]] = {
    Kind.LINE: lambda field: _("Tekst op een regel."),
    Kind.TEXT: lambda field: _("Tekst."),
    Kind.RICH: lambda field: _("Tekst; lege regels maken alinea's. HTML mag."),
    Kind.CHOICE: _choices,
    Kind.INTEGER: lambda field: _("Een heel getal."),
    Kind.DECIMAL: lambda field: _("Een getal, zoals 2,5."),
    Kind.BOOLEAN: lambda field: _("ja of nee"),
    Kind.DATE: lambda field: _("Een datum, zoals 4-3-2027."),
    Kind.DATETIME: lambda field: _("Datum en tijd, zoals 4-3-2027 09:30."),
    Kind.TERM: _terms,
    Kind.TERMS: _terms,
    Kind.ENTRY: lambda field: _("Het kenmerk van de andere vermelding."),
}
