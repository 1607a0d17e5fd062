"""Two terms of one list become one: everything that had the one has the other.

The name of the term that goes stays behind as another name of the one that remains, and its
value in addresses leads there. Drafts and old revisions name a term by its number; they are
read with `practices.drafts`, so that publishing one later does not undo the merge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _
from taggit.models import Tag
from wagtail.models import ReferenceIndex

from practices.models import Dossier, EntryTag, MergedTerm, Partner, Region
from practices.models.naming import Named
from practices.renaming import PARAMETERS, change_value, value_of

# What can be merged, by the name of its list. A network is a part of the page tree: its pages
# are moved by hand, with the rights and the workflow that hang on it.
LISTS: dict[str, type[models.Model]] = {
    **{
        parameter: model
        for model, parameter in PARAMETERS.items()
        if issubclass(model, (Named, Tag))
    },
    "dossier": Dossier,
}

_BATCH = 500  # rows in one statement; SQLite takes a limited number of parameters

# Sent in the transaction of the merge, before anything is moved, with `loser` and `winner`:
# for those whose rows about a term need more than pointing at another term.
merging = Signal()


class MergeError(Exception):
    """These two cannot be merged; the message says why, in Dutch."""


@dataclass(frozen=True)
class Merged:
    """What a merge did: how many links were moved, and how many stood there already."""

    name: str
    into: str
    moved: int
    doubled: int


def check(loser: models.Model, winner: models.Model) -> None:
    """Raise MergeError when these two cannot become one."""
    if type(loser) is not type(winner) or type(loser) not in LISTS.values():
        raise MergeError(_("Alleen termen van dezelfde lijst kunnen worden samengevoegd."))
    if loser.pk == winner.pk:
        raise MergeError(_("Dit is twee keer dezelfde term."))
    if isinstance(loser, Region) and isinstance(winner, Region) and loser.kind != winner.kind:
        raise MergeError(_("Alleen regio's van dezelfde soort kunnen worden samengevoegd."))


@transaction.atomic
def merge(loser: models.Model, winner: models.Model) -> Merged:
    """Move everything from `loser` to `winner` and delete it, all or nothing.

    Where both stood on the same thing, the link of `winner` stays. Raises MergeError.
    """
    check(loser, winner)
    model = type(loser)
    # Read again under a lock: two merges at a time would move to a term that is just deleted.
    rows = model._default_manager.select_for_update().order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[loser.pk, winner.pk])}
    if len(found) < 2:
        raise MergeError(_("Een van deze termen bestaat niet meer."))
    loser, winner = found[loser.pk], found[winner.pk]
    name, into = str(loser), str(winner)
    merging.send(model, loser=loser, winner=winner)
    moved, doubled = _move_links(loser, winner)
    MergedTerm.note(loser, winner)
    before, now = value_of(loser), value_of(winner)
    if before is not None and now is not None:
        change_value(before, now)
    if isinstance(loser, Named) and isinstance(winner, Named):
        _keep_names(loser, winner)
    loser.delete()
    winner.save()  # queues every entry that has it now for the index
    return Merged(name, into, moved, doubled)


def _keep_names(loser: Named, winner: Named) -> None:
    names = dict.fromkeys([*winner.alias_list, loser.name, *loser.alias_list])
    winner.aliases = "\n".join(name for name in names if name != winner.name)


def _move_links(loser: models.Model, winner: models.Model) -> tuple[int, int]:
    """Point every row that points at `loser` to `winner`; return how many, and how many twins.

    Hidden relations too: those are the tables between entries and terms.
    """
    moved = doubled = 0
    for relation in loser._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            field = relation.field  # type: ignore[union-attr]
            rows = field.model._base_manager.all()
            counts = _move_rows(rows, field.attname, loser.pk, winner.pk)
            moved, doubled = moved + counts[0], doubled + counts[1]
    kind = ContentType.objects.get_for_model(loser)
    used = ReferenceIndex.objects.filter(to_content_type=kind)
    _move_rows(used, "to_object_id", str(loser.pk), str(winner.pk))
    return moved, doubled


def _move_rows(rows: models.QuerySet[Any], field: str, old: object, new: object) -> tuple[int, int]:
    """Set a column from `old` to `new`; a row that is there already with `new` is taken away."""
    mine = rows.filter(**{field: old})
    twins: dict[Any, Any] = {}
    for others in _unique_with(rows.model, field):
        there = {
            tuple(key): pk for pk, *key in rows.filter(**{field: new}).values_list("pk", *others)
        }
        for pk, *key in mine.values_list("pk", *others):
            if None not in key and tuple(key) in there:
                twins[pk] = there[tuple(key)]
    if rows.model is Partner:
        _keep_sectors(twins)
    doubled = list(twins)
    for start in range(0, len(doubled), _BATCH):
        rows.filter(pk__in=doubled[start : start + _BATCH]).delete()
    moved = mine.count()
    mine.update(**{field: new})
    return moved, len(doubled)


def _unique_with(model: type[models.Model], field: str) -> Iterator[tuple[str, ...]]:
    """The columns that, together with `field`, make a row of this table unique."""
    if model is EntryTag:  # taggit does not say so in the database
        yield ("content_object_id",)
    constraints = model._meta.constraints
    together = [constraint.fields for constraint in constraints if hasattr(constraint, "fields")]
    for names in [*model._meta.unique_together, *together]:
        columns = [_column(model, name) for name in names]
        if field in columns:
            yield tuple(column for column in columns if column != field)


def _column(model: type[models.Model], name: str) -> str:
    return str(getattr(model._meta.get_field(name), "attname", name))


def _keep_sectors(twins: dict[Any, Any]) -> None:
    """An organisation that stood twice in one role brings in the sectors of both."""
    partners = Partner.objects.in_bulk([*twins, *twins.values()])
    for pk, twin in twins.items():
        partners[twin].sectors.add(*partners[pk].sectors.all())
        partners[twin].save()
