"""The lists of many pages at once: one query for a list, not one for each page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations


def load_lists(instances: Sequence[Any]) -> None:
    """Read all lists and terms of these instances, of one model, into their memory."""
    if not instances:
        return
    model = type(instances[0])
    by_pk = {instance.pk: instance for instance in instances}
    for instance in instances:
        instance._cluster_related_objects = {}
    for relation in get_all_child_relations(model):
        _load_rows(relation, by_pk)
    for field in get_all_child_m2m_relations(model):
        _load_terms(field, by_pk)


def _load_rows(relation: Any, by_pk: dict[Any, Any]) -> None:
    name, key = relation.get_accessor_name(), relation.field
    for instance in by_pk.values():
        instance._cluster_related_objects[name] = []
    rows = list(relation.related_model._default_manager.filter(**{f"{key.name}__in": by_pk}))
    for row in rows:
        parent = by_pk[getattr(row, key.attname)]
        setattr(row, key.name, parent)
        parent._cluster_related_objects[name].append(row)
    if rows and (get_all_child_relations(rows[0]) or get_all_child_m2m_relations(rows[0])):
        load_lists(rows)


def _load_terms(field: Any, by_pk: dict[Any, Any]) -> None:
    for instance in by_pk.values():
        instance._cluster_related_objects[field.name] = []
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    links = field.remote_field.through._default_manager.filter(**{f"{source}__in": by_pk})
    for link in links.select_related(target).order_by("pk"):
        parent = by_pk[getattr(link, f"{source}_id")]
        parent._cluster_related_objects[field.name].append(getattr(link, target))
