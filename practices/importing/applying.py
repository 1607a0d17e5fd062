"""Putting what was read on a page in memory, and telling whether that changes anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models
from modelcluster.models import get_serializable_data_for_fields

from practices.cleaning import clean_rich_text
from practices.importing.building import build_rows
from practices.importing.lookup import Lookup
from practices.importing.records import Prepared
from practices.importing.shape import Kind, Shape
from practices.models import EntryTag


def apply(
    page: Any,
    prepared: Prepared,
    lookup: Lookup,
    targets: Mapping[str, int],
    published: Any = None,
) -> frozenset[str]:
    """Set on `page` what the record gives; return the names of what is other than it was.

    Nothing is saved. A list that says the same is left alone, so that its rows keep their
    numbers; a row that stays keeps its own, also when only `published`, what is on the site of a
    draft, has it.
    """
    changed = {name for name in prepared.values if _apply_value(page, prepared, name)}
    changed |= {name for name in prepared.terms if _apply_terms(page, prepared, name)}
    for name in prepared.lists:
        if _apply_list(page, prepared, name, targets, published):
            changed.add(name)
    if _apply_tags(page, prepared, lookup):
        changed.add("tagged_items")
    return frozenset(changed)


def _apply_value(page: Any, prepared: Prepared, name: str) -> bool:
    value = prepared.values[name]
    if (name == "slug" and not value) or (name == "first_published_at" and page.pk):
        return False  # an address that is left to us stays; a day of publication is history
    now = getattr(page, name)
    if now == value or _is_same_text(prepared.shape, name, now, value):
        return False
    setattr(page, name, value)
    return True


def _is_same_text(shape: Shape, name: str, now: Any, value: Any) -> bool:
    # The editor writes keys of its own into the tags of a text; those are no change.
    known = shape.fields.get(name)
    return (
        known is not None
        and known.kind is Kind.RICH
        and bool(now)
        and clean_rich_text(now, headings="h3" in (known.model_field.features or ())) == value
    )


def _apply_terms(page: Any, prepared: Prepared, name: str) -> bool:
    terms = prepared.terms[name]
    now = {term.pk for term in getattr(page, name).all()} if page.pk else set()
    if now == {term.pk for term in terms}:
        return False
    setattr(page, name, terms)
    return True


def _apply_tags(page: Any, prepared: Prepared, lookup: Lookup) -> bool:
    if prepared.tags is None:
        return False
    tags = [tag for name in prepared.tags if (tag := lookup.tag(name)) is not None]
    now = {item.tag_id for item in page.tagged_items.all()} if page.pk else set()
    if now == {tag.pk for tag in tags}:
        return False
    page.tagged_items.set([EntryTag(tag=tag) for tag in tags])
    return True


def _apply_list(
    page: Any, prepared: Prepared, name: str, targets: Mapping[str, int], published: Any
) -> bool:
    shape = prepared.shape.lists[name]
    wanted = build_rows(prepared.lists[name], targets)
    now = list(getattr(page, name).all()) if page.pk else []
    if [_content(shape, one) for one in now] == [_content(shape, one) for one in wanted]:
        return False
    if published is not None:
        own = {row.pk for row in now}
        now += [row for row in getattr(published, name).all() if row.pk not in own]
    _keep_numbers(shape, now, wanted)
    getattr(page, name).set(wanted)
    return True


def _keep_numbers(shape: Shape, now: Sequence[Any], wanted: Sequence[Any]) -> None:
    """Let each row that stays be the same row: a calendar knows a session by its number."""
    left, open_rows = list(now), list(wanted)
    same: list[Callable[[Any], object]] = [lambda row: _content(shape, row)]
    if same_by := getattr(shape.model, "SAME_BY", ""):
        same.append(lambda row: getattr(row, same_by))
    for key in same:
        there = [(key(row), row) for row in left]
        for row in list(open_rows):
            found = next((pair for pair in there if pair[0] == key(row)), None)
            if found is not None:
                there.remove(found)
                left.remove(found[1])
                open_rows.remove(row)
                row.pk = found[1].pk


def _content(shape: Shape, instance: Any) -> dict[str, Any]:
    """What a row says, without its numbers and its place."""
    content = get_serializable_data_for_fields(instance)
    for name in ("pk", "id", "sort_order", shape.parent_key):
        content.pop(name, None)
    for name, known in shape.fields.items():
        if known.kind is Kind.TERMS:
            content[name] = sorted(term.pk for term in getattr(instance, name).all())
        elif known.kind is Kind.RICH and content[name]:
            content[name] = clean_rich_text(content[name])
        elif isinstance(known.model_field, models.DecimalField) and content[name] is not None:
            content[name] = known.model_field.to_python(content[name]).normalize()
    for name, below in shape.lists.items():
        content[name] = [_content(below, one) for one in getattr(instance, name).all()]
    return content
