"""What a record may hold: the fields and lists of each type of entry, read from the models.

A field that is added to a model is known here at once; nothing is listed twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import get_all_child_relations
from wagtail.fields import RichTextField

from practices.entry_types import ENTRY_TYPES

# Fields of a page that data from outside may set; the rest of a page is Wagtail's own affair.
PAGE_FIELDS = ("title", "slug", "first_published_at")
# What the source must give; every other field may be absent.
REQUIRED = ("type", "external_id", "title", "summary")
# Keys of a record that are not fields of one model.
RECORD_KEYS = ("type", "external_id", "network", "tags")


class Kind(Enum):
    """How a value is read; see `values` for the scalars and `lookup` for what is looked up."""

    LINE = "line"
    TEXT = "text"
    RICH = "rich"
    CHOICE = "choice"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    FILE = "file"
    TERM = "term"
    TERMS = "terms"
    ENTRY = "entry"


@dataclass(frozen=True)
class Field:
    """One field: its name, how it is read, and what kind of thing it points at."""

    name: str
    kind: Kind
    model_field: Any
    target: type[models.Model] | None = None

    @property
    def label(self) -> str:
        """The Dutch name that editors see."""
        return str(self.model_field.verbose_name)

    @property
    def is_required(self) -> bool:
        """Whether a row cannot do without it."""
        return not self.model_field.blank and not self.model_field.has_default()


@dataclass(frozen=True)
class Shape:
    """The fields of a model, and below them its lists by the name they have on the model."""

    model: type[models.Model]
    fields: Mapping[str, Field]
    lists: Mapping[str, Shape] = field(default_factory=dict)
    parent_key: str = ""

    @property
    def label(self) -> str:
        """The Dutch name of the list, in the plural."""
        return str(self.model._meta.verbose_name_plural)


@cache
def entry_shape(type_slug: str) -> Shape:
    """The shape of a type of entry, by the slug that stands in addresses."""
    return _shape(ENTRY_TYPES[type_slug])


@cache
def all_fields() -> Mapping[str, Field]:
    """Every scalar and term field that some type of entry has."""
    return {name: found for slug in ENTRY_TYPES for name, found in entry_shape(slug).fields.items()}


@cache
def all_lists() -> Mapping[str, Shape]:
    """Every list that some type of entry has."""
    return {name: found for slug in ENTRY_TYPES for name, found in entry_shape(slug).lists.items()}


def _shape(model: type[models.Model], parent_key: str = "") -> Shape:
    fields = {}
    for model_field in model._meta.get_fields():
        if not _is_open(model, model_field, parent_key):
            continue
        kind, target = _kind_of(model_field)
        fields[model_field.name] = Field(model_field.name, kind, model_field, target)
    lists = {
        relation.get_accessor_name(): _shape(relation.related_model, relation.field.name)
        for relation in get_all_child_relations(model)
        if relation.related_model._meta.app_label == "practices"
        and relation.get_accessor_name() != "tagged_items"
    }
    return Shape(model, fields, lists, parent_key)


def _is_open(model: type[models.Model], model_field: Any, parent_key: str) -> bool:
    if model_field.auto_created or not model_field.concrete or model_field.primary_key:
        return False
    if model_field.name in (parent_key, "sort_order", "external_id"):
        return False
    if model_field.model._meta.app_label != "practices":
        # A field of Wagtail's Page, seen through an entry.
        return model_field.name in PAGE_FIELDS
    return model_field.name != "tags" and not getattr(
        model_field.remote_field, "parent_link", False
    )


def _kind_of(model_field: Any) -> tuple[Kind, type[models.Model] | None]:
    if isinstance(model_field, ParentalManyToManyField):
        return Kind.TERMS, model_field.related_model
    if isinstance(model_field, models.ForeignKey):
        target: Any = model_field.related_model
        if target is apps.get_model("practices.Entry"):
            return Kind.ENTRY, target
        return (Kind.TERM if target._meta.app_label == "practices" else Kind.FILE), target
    if isinstance(model_field, RichTextField):
        return Kind.RICH, None
    if model_field.choices:
        return Kind.CHOICE, None
    for class_, kind in _BY_CLASS:
        if isinstance(model_field, class_):
            return kind, None
    raise TypeError(f"{model_field} has a kind of field that records do not know")


# A DateTimeField is a DateField too, so it stands first.
_BY_CLASS: tuple[tuple[type[models.Field[Any, Any]], Kind], ...] = (
    (models.DateTimeField, Kind.DATETIME),
    (models.DateField, Kind.DATE),
    (models.DecimalField, Kind.DECIMAL),
    (models.IntegerField, Kind.INTEGER),
    (models.BooleanField, Kind.BOOLEAN),
    (models.CharField, Kind.LINE),
    (models.TextField, Kind.TEXT),
)
