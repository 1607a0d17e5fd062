"""The sheets and columns that a file may have, by the names that people may give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from practices.importing.shape import REQUIRED, Kind, Shape, all_fields, all_lists

ENTRIES = "entries"
REPORTS = "reports"
REPORT_ITEMS = "report_items"
# The column that ties a row of a list to its entry, and an item to its report.
KEY = "external_id"
PARENT = "report"

_ENTRY_COLUMNS = {
    "type": ("soort",),
    "external_id": ("kenmerk", "kenmerk bij de bron"),
    "network": ("netwerk", "leernetwerk"),
    "tags": ("trefwoorden",),
}
_ENTRY_SHEETS = ("vermeldingen",)


@dataclass(frozen=True)
class SheetKind:
    """A sheet that may stand in a file: its name and its columns, by every name they go by."""

    name: str
    columns: tuple[str, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)

    def column(self, written: str) -> str | None:
        """The column that a header stands for; None when it is not known."""
        return self.aliases.get(_key(written))


@cache
def sheet_kinds() -> Mapping[str, SheetKind]:
    """All sheets by name, the entries first."""
    shapes = all_lists()
    kinds = {ENTRIES: _entries()}
    for name, shape in shapes.items():
        more = (PARENT,) if name == REPORTS else ()
        kinds[name] = _list(name, shape, more)
    kinds[REPORT_ITEMS] = _list(REPORT_ITEMS, shapes[REPORTS].lists["items"], (PARENT,))
    return kinds


def find_sheet(written: str) -> SheetKind | None:
    """The sheet by its name, English or Dutch; None when it is not known."""
    key = _key(written)
    if key in _ENTRY_SHEETS:
        return sheet_kinds()[ENTRIES]
    if key in sheet_kinds():
        return sheet_kinds()[key]
    for name, shape in all_lists().items():
        if _key(shape.label) == key:
            return sheet_kinds()[name]
    return None


def _entries() -> SheetKind:
    fields = {name: f for name, f in all_fields().items() if f.kind is not Kind.FILE}
    columns = tuple(dict.fromkeys((*REQUIRED, "tags", "network", *fields)))
    aliases = {f.label: name for name, f in fields.items()}
    aliases.update({alias: name for name, given in _ENTRY_COLUMNS.items() for alias in given})
    return _kind(ENTRIES, columns, aliases)


def _list(name: str, shape: Shape, more: tuple[str, ...]) -> SheetKind:
    fields = {name: f for name, f in shape.fields.items() if f.kind is not Kind.FILE}
    aliases = {f.label: name for name, f in fields.items()}
    return _kind(name, (KEY, *more, *fields), {**aliases, "kenmerk": KEY})


def _kind(name: str, columns: tuple[str, ...], aliases: Mapping[str, str]) -> SheetKind:
    # A Dutch name that two fields share stands for neither; the English names always work.
    labels = [_key(alias) for alias in aliases]
    known = {_key(a): column for a, column in aliases.items() if labels.count(_key(a)) == 1}
    return SheetKind(name, columns, {**known, **{_key(column): column for column in columns}})


def _key(written: str) -> str:
    return "_".join(written.replace("_", " ").split()).casefold()
