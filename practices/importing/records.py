"""A record: one entry as plain data, read against the models and the taxonomy.

    {"type": "scholing", "external_id": "x-1", "title": "...", "summary": "...",
     "sectors": ["zorg"], "regions": ["GM0114", "Oost-Drenthe"], "tags": ["samen"],
     "provider": "Zorgorganisatie X", "network": "drenthe",
     "partners": [{"organisation": "Gemeente Emmen", "role": "partner", "sectors": ["beleid"]}],
     "reports": [{"title": "...", "items": [{"title": "...", "text": "..."}]}],
     "relations": [{"kind": "leert", "target": "external_id of another entry"}]}

Keys are the fields of the models. A key that is absent leaves what an existing entry has; a
list that is given replaces the whole list. Choices take the stored value or the Dutch label.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from practices.entry_types import ENTRY_TYPES
from practices.importing.lookup import KnownEntry, Lookup
from practices.importing.shape import (
    RECORD_KEYS,
    REQUIRED,
    Field,
    Kind,
    Shape,
    all_fields,
    all_lists,
    entry_shape,
)
from practices.importing.values import read_text, read_value
from practices.importing.wording import ValueProblem, nearest, suggestion
from practices.models import LearningNetwork, Region

Record = Mapping[str, Any]
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Issue:
    """What is wrong with a record, and where: ("partners", 2, "role") or ("title",)."""

    path: Path
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(str(part) for part in self.path)}: {self.message}"


class RecordError(ValueError):
    """Records that cannot be written; `issues` by external_id. Nothing has been written."""

    def __init__(self, issues: Mapping[str, list[Issue]]) -> None:
        self.issues = issues
        super().__init__(
            "\n".join(f"{key}: {issue}" for key, found in issues.items() for issue in found)
        )


@dataclass
class Row:
    """A row that was read: values for the model, things it points at, rows below it."""

    shape: Shape
    values: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, list[Any]] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[Row]] = field(default_factory=dict)
    path: Path = ()


@dataclass
class Prepared(Row):
    """An entry that was read: everything that the writer needs."""

    type_slug: str = ""
    external_id: str = ""
    network: LearningNetwork | None = None
    tags: list[str] | None = None


def read_identity(record: Record) -> tuple[str, str, list[Issue]]:
    """The type and external_id of a record, with what is wrong with them."""
    issues = [
        Issue((key,), str(_("Dit is verplicht.")))
        for key in REQUIRED
        if record.get(key) is None or not str(record[key]).strip()
    ]
    type_slug, external_id = "", ""
    try:
        external_id = read_text(record.get("external_id") or "")
        if len(external_id) > 100:
            raise ValueProblem(_("Een kenmerk telt hoogstens 100 tekens."))
    except ValueProblem as problem:
        issues.append(Issue(("external_id",), str(problem)))
    written = str(record.get("type") or "").strip().casefold()
    for slug, model in ENTRY_TYPES.items():
        if written in (slug, str(model.type_label).casefold()):
            type_slug = slug
    if written and not type_slug:
        message = _("“%(written)s” is geen soort. Kies uit: %(choices)s.")
        issues.append(
            Issue(("type",), message % {"written": written[:60], "choices": ", ".join(ENTRY_TYPES)})
        )
    return type_slug, external_id, issues


class RecordReader:
    """Reads records against one lookup. Writes nothing."""

    def __init__(self, lookup: Lookup, default_network: str = "landelijk") -> None:
        self.lookup = lookup
        self.default_network = default_network

    def read(self, record: Record) -> tuple[Prepared | None, list[Issue]]:
        """Return the entry that was read, and everything that is wrong with it.

        None when the type is not known: then its fields mean nothing.
        """
        type_slug, external_id, issues = read_identity(record)
        known = self.lookup.entries.get(external_id)
        if known is not None and type_slug and known.type_slug != type_slug:
            issues.append(
                Issue(
                    ("type",),
                    _("Dit kenmerk is op het platform een %(type)s; een soort verandert niet.")
                    % {"type": known.type_slug},
                )
            )
        if not type_slug:
            return None, issues
        shape = entry_shape(type_slug)
        given = {key: value for key, value in record.items() if key not in RECORD_KEYS}
        row = self._row(shape, given, (), issues)
        prepared = Prepared(
            shape, row.values, row.terms, row.targets, row.lists, (), type_slug, external_id
        )
        prepared.network = self._network(record, known, issues)
        prepared.tags = self._tags(record, issues)
        return prepared, _once_each_place(issues)

    def _network(
        self, record: Record, known: KnownEntry | None, issues: list[Issue]
    ) -> LearningNetwork | None:
        # An entry that exists stays where it is, unless the record says where it belongs.
        default = known.network if known and known.network else self.default_network
        try:
            return self.lookup.network(record.get("network") or default)
        except ValueProblem as problem:
            issues.append(Issue(("network",), str(problem)))
            return None

    def _tags(self, record: Record, issues: list[Issue]) -> list[str] | None:
        if "tags" not in record:
            return None
        tags: dict[str, str] = {}
        for raw in _as_list(record["tags"]):
            try:
                name = " ".join(read_text(raw).split())
                if len(name) > 100:
                    raise ValueProblem(_("Een trefwoord telt hoogstens 100 tekens."))
                if name:
                    tags.setdefault(name.casefold(), name)
            except ValueProblem as problem:
                issues.append(Issue(("tags",), str(problem)))
        return list(tags.values())

    def _row(self, shape: Shape, given: Mapping[str, Any], path: Path, issues: list[Issue]) -> Row:
        row = Row(shape, path=path)
        for key, raw in given.items():
            try:
                if key in shape.lists:
                    row.lists[key] = self._rows(shape.lists[key], raw, (*path, key), issues)
                elif key in shape.fields:
                    self._field(row, shape.fields[key], raw)
                else:
                    raise ValueProblem(_unknown_key(shape, key, is_entry=not path))
            except ValueProblem as problem:
                issues.append(Issue((*path, key), str(problem)))
        if path:
            for name, row_field in shape.fields.items():
                if row_field.is_required and not given.get(name) and given.get(name) != 0:
                    issues.append(Issue((*path, name), str(_("Dit is verplicht."))))
        return row

    def _rows(self, shape: Shape, raw: Any, path: Path, issues: list[Issue]) -> list[Row]:
        if raw is None:
            return []
        if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
            raise ValueProblem(_("Hier hoort een lijst met rijen."))
        return [
            self._row(shape, given, (*path, number), issues) for number, given in enumerate(raw)
        ]

    def _field(self, row: Row, row_field: Field, raw: Any) -> None:
        if row_field.kind is Kind.TERMS:
            row.terms[row_field.name] = self._terms(row_field, raw)
        elif row_field.kind is Kind.TERM:
            row.values[row_field.name] = self._term(row_field, raw)
        elif row_field.kind is Kind.ENTRY:
            target = read_text(raw or "")
            if target and target not in self.lookup.entries:
                raise ValueProblem(
                    _("Er is geen vermelding met kenmerk “%(target)s”.") % {"target": target}
                    + suggestion(nearest(target, self.lookup.entries))
                )
            row.targets[row_field.name] = target
        elif row_field.kind is Kind.FILE:
            row.values[f"{row_field.name}_id"] = read_value(row_field, raw)
        else:
            row.values[row_field.name] = read_value(row_field, raw)

    def _term(self, row_field: Field, raw: Any) -> models.Model | None:
        if raw is None or not str(raw).strip():
            return None
        # The forms limit such a field to municipalities, so a shared name is no riddle here.
        is_region = row_field.target is Region
        term: models.Model = self.lookup.term(row_field.target, raw, municipality=is_region)
        return term

    def _terms(self, row_field: Field, raw: Any) -> list[Any]:
        found: dict[int, Any] = {}
        problems = []
        for written in _as_list(raw):
            try:
                term = self.lookup.term(row_field.target, written)
                found[id(term)] = term
            except ValueProblem as problem:
                problems.append(str(problem))
        if problems:
            raise ValueProblem(" ".join(problems))
        return list(found.values())


def _as_list(raw: Any) -> list[Any]:
    """A list of what was given: a list itself, or a text with a ; between its values."""
    if raw is None:
        return []
    if isinstance(raw, str):
        return [part for part in (part.strip() for part in raw.split(";")) if part]
    return list(raw) if isinstance(raw, list | tuple | set | frozenset) else [raw]


def _unknown_key(shape: Shape, key: str, *, is_entry: bool) -> str:
    known = {*shape.fields, *shape.lists, *(RECORD_KEYS if is_entry else ())}
    if is_entry and (key in all_fields() or key in all_lists()):
        return _("Een %(type)s heeft geen “%(key)s”.") % {
            "type": shape.model._meta.verbose_name,
            "key": key,
        }
    return _("“%(key)s” is niet bekend.") % {"key": str(key)[:60]} + suggestion(
        nearest(str(key), sorted(known))
    )


def _once_each_place(issues: list[Issue]) -> list[Issue]:
    # "Missing" and "cannot be read" of one value are one thing to mend.
    seen: dict[tuple[Path, str], Issue] = {}
    for issue in issues:
        seen.setdefault((issue.path, issue.message), issue)
    return list(seen.values())
