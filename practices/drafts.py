"""Drafts and old revisions, read with the terms of now.

A revision names terms by number. One that was merged is no more, and Wagtail leaves out what it
does not find: publishing an older draft would quietly take the merged term off the entry.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations

from practices.models import EntryTag, MergedTerm

Numbers = dict[str, dict[int, int]]  # practices.theme -> {number before: number now}


def present_terms(model: type[models.Model], content: dict[str, Any]) -> dict[str, Any]:
    """The stored content of a page with every merged term replaced by what it is now.

    One query; the content itself comes back when no term was ever merged.
    """
    numbers: Numbers = {}
    for label, old, now in MergedTerm.objects.values_list("model", "old_id", "now_id"):
        numbers.setdefault(label, {})[old] = now
    return _replaced(model, content, numbers) if numbers else content


def _replaced(
    model: type[models.Model], content: dict[str, Any], numbers: Numbers
) -> dict[str, Any]:
    result = dict(content)
    for field in [*model._meta.fields, *model._meta.many_to_many]:
        related = field.related_model
        if field.name not in result or not isinstance(related, type):
            continue
        if now := numbers.get(related._meta.label_lower):
            value = result[field.name]
            if isinstance(value, list):
                result[field.name] = list(dict.fromkeys(now.get(pk, pk) for pk in value))
            else:
                result[field.name] = now.get(value, value)
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if isinstance(result.get(name), list):
            child = relation.related_model
            rows = [_replaced(child, row, numbers) for row in result[name]]
            result[name] = _once(child, relation.field.name, rows)
    return result


def _once(
    model: type[models.Model], parent: str, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Without rows that have become the same as one before them, where only one may stand."""
    keys = [
        [name for name in constraint.fields if name != parent]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and parent in constraint.fields
    ]
    if model is EntryTag:  # taggit does not say so in the database
        keys.append(["tag"])
    for key in keys:
        seen: set[tuple[Any, ...]] = set()
        kept = []
        for row in rows:
            values = tuple(row.get(name) for name in key)
            if None in values or values not in seen:
                kept.append(row)
            seen.add(values)
        rows = kept
    return rows
