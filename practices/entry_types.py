"""The types of entry, by the slug that stands in addresses."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType

from practices.models import BestPractice, Entry, RegionalExperiment, Training

ENTRY_TYPES: dict[str, type[Entry]] = {
    model.type_slug: model
    for model in (Training, BestPractice, RegionalExperiment)
    if model.type_slug
}


def label_of(type_slug: str) -> Any:
    """The Dutch name of a type, lazily translated."""
    return ENTRY_TYPES[type_slug].type_label


@cache
def _slug_by_model() -> dict[tuple[str, str], str]:
    return {
        (model._meta.app_label, model._meta.model_name or ""): slug
        for slug, model in ENTRY_TYPES.items()
    }


def type_slug_of(entry: Entry) -> str:
    """The type of an entry, also when it was loaded as a row of the shared table."""
    return entry.type_slug or _slug_of(entry.content_type_id)


def type_slug_of_row(row: Mapping[str, Any]) -> str:
    """The type of an entry that was read as plain values, with its `content_type_id`."""
    return _slug_of(row["content_type_id"])


def _slug_of(content_type_id: int) -> str:
    # Content types are cached by Django, so this asks the database nothing once warm.
    content_type = ContentType.objects.get_for_id(content_type_id)
    return _slug_by_model()[(content_type.app_label, content_type.model)]
