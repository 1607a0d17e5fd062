"""Rows that were read -> model instances in memory, checked by the models' own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from practices.importing.constraints import check_constraints
from practices.importing.records import Issue, Path, Prepared, Row
from practices.importing.shape import Kind, entry_shape


def build_rows(rows: Iterable[Row], targets: Mapping[str, int]) -> list[Any]:
    """Make the instances of a list, with the rows below them; `targets`: external_id -> number."""
    instances = []
    for number, row in enumerate(rows):
        instance: Any = row.shape.model(**row.values, sort_order=number)
        for name, external_id in row.targets.items():
            setattr(instance, f"{name}_id", targets.get(external_id))
        for name, terms in row.terms.items():
            setattr(instance, name, terms)
        for name, below in row.lists.items():
            setattr(instance, name, build_rows(below, targets))
        instances.append(instance)
    return instances


def check_entry(prepared: Prepared, current: models.Model | None = None) -> Iterator[Issue]:
    """Yield what the models' rules say about this entry and everything in its lists.

    `current` is what the entry is now; a rule may be about a value that the record leaves alone.
    Writes nothing.
    """
    shape = entry_shape(prepared.type_slug)
    values: dict[str, Any] = {}
    if current is not None:
        values = {
            f.name: getattr(current, f.name)
            for f in shape.fields.values()
            if f.kind not in (Kind.TERM, Kind.TERMS, Kind.FILE, Kind.ENTRY)
        }
    instance = shape.model(**{**values, **prepared.values})
    # The slug may be left to Wagtail and the rest of a page is not the record's affair.
    ours = {name for name in shape.fields if name != "slug" or prepared.values.get("slug")}
    others = {f.name for f in instance._meta.fields} - ours
    yield from _check_instance(instance, others, ())
    yield from _check_lists(prepared)


def _check_lists(row: Row) -> Iterator[Issue]:
    for rows in row.lists.values():
        yield from _check_uniqueness(rows)
        for below, instance in zip(rows, build_rows(rows, {}), strict=True):
            yield from _check_instance(instance, {below.shape.parent_key}, below.path)
            yield from _check_lists(below)


def _check_instance(instance: models.Model, exclude: set[str], path: Path) -> Iterator[Issue]:
    # What a row points at was found in the lookup; asking the database once more would cost a
    # query for each. Uniqueness is told within the record: rows in the database are replaced.
    pointers = {field.name for field in instance._meta.fields if field.remote_field}
    errors: dict[str, list[Any]] = {}
    checks: tuple[Callable[[], None], ...] = (
        lambda: instance.clean_fields(exclude=exclude | pointers),
        instance.clean,
        lambda: check_constraints(instance),
    )
    for check in checks:
        try:
            check()
        except ValidationError as error:
            found: dict[str, list[Any]] = {}
            error.update_error_dict(found)
            for name, messages in found.items():
                errors.setdefault(name, []).extend(messages)
    for name, messages in errors.items():
        where = path if name == NON_FIELD_ERRORS else (*path, name)
        for message in ValidationError(messages).messages:
            yield Issue(where, message)


def _check_uniqueness(rows: list[Row]) -> Iterator[Issue]:
    """Yield for each row that a unique constraint of its list refuses beside an earlier one."""
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        for constraint in row.shape.model._meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint):
                continue
            names = [name for name in constraint.fields if name != row.shape.parent_key]
            values = [_comparable(row, name) for name in names]
            if None in values:
                continue
            key = (constraint.name, *values)
            if key in seen:
                yield Issue(row.path, str(constraint.violation_error_message))
            seen.add(key)


def _comparable(row: Row, name: str) -> Any:
    if name in row.targets:
        return row.targets[name]
    if name in row.values:
        value = row.values[name]
        return value.pk if isinstance(value, models.Model) else value
    model_field: Any = row.shape.model._meta.get_field(name)
    return model_field.get_default() if model_field.has_default() else None


def check_relations(prepared: Prepared) -> Iterator[Issue]:
    """Yield for each relation of an entry with itself."""
    for row in prepared.lists.get("relations", ()):
        if row.targets.get("target") == prepared.external_id:
            yield Issue(
                (*row.path, "target"), str(_("Een vermelding kan niet naar zichzelf verwijzen."))
            )
