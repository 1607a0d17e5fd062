"""The rows of many lists at once: the children, terms and tags that hang on saved pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Model
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations

Hanging = tuple[Any, dict[str, list[Any]], Collection[str]]


def all_list_names(model: Any) -> frozenset[str]:
    """The names of all lists and sets of terms that a model (or an instance of it) has."""
    children = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    return frozenset(children | {field.name for field in get_all_child_m2m_relations(model)})


def take_lists(instance: Any) -> dict[str, list[Any]]:
    """Take the lists off an instance, so that saving it does not write them one by one."""
    lists: dict[str, list[Any]] = dict(getattr(instance, "_cluster_related_objects", {}))
    instance._cluster_related_objects = {}
    return lists


def save_rows(parents: Sequence[Hanging]) -> None:
    """Write the named lists of saved instances instead of what was there.

    A row that has the number of one that was there takes its place.

    The lists are put back on their instances, whole and numbered: with every list in memory, a
    revision or a reference is made without reading anything back.
    """
    by_model: dict[type[Model], list[Hanging]] = {}
    for hanging in parents:
        by_model.setdefault(type(hanging[0]), []).append(hanging)
    for model, group in by_model.items():
        for relation in get_all_child_relations(model):
            _save_children(relation, group)
        for field in get_all_child_m2m_relations(model):
            _save_terms(field, group)
        for parent, lists, _names in group:
            parent._cluster_related_objects = lists


def _save_children(relation: Any, group: Sequence[Hanging]) -> None:
    name, key, model = relation.get_accessor_name(), relation.field, relation.related_model
    changed = [parent.pk for parent, _lists, names in group if name in names]
    rows = []
    for parent, lists, names in group:
        found = lists.setdefault(name, [])
        for row in found:
            setattr(row, key.name, parent)
        if name in names:
            rows.extend(found)
    below = [(row, take_lists(row), all_list_names(model)) for row in rows if all_list_names(model)]
    there = model._default_manager.filter(**{f"{key.name}__in": changed})
    there.exclude(pk__in=[row.pk for row in rows if row.pk is not None]).delete()
    # Read again: an editor may have published since the page was read.
    left = set(there.values_list("pk", flat=True))
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_update([row for row in rows if row.pk in left], fields)
    model._default_manager.bulk_create([row for row in rows if row.pk not in left])
    save_rows(below)


def _save_terms(field: Any, group: Sequence[Hanging]) -> None:
    through = field.remote_field.through
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    changed = [parent.pk for parent, _lists, names in group if field.name in names]
    through._default_manager.filter(**{f"{source}__in": changed}).delete()
    links = [
        through(**{f"{source}_id": parent.pk, f"{target}_id": term.pk})
        for parent, lists, names in group
        for term in lists.setdefault(field.name, [])
        if field.name in names
    ]
    through._default_manager.bulk_create(links)
