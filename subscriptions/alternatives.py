"""What comes nearest to a term or an entry that is about to go: what stands on the same entries."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Model, Q
from django.utils.translation import gettext as _
from taggit.models import Tag

from practices import renaming
from practices import vocabulary as vocabularies
from practices.models import Entry, LearningNetwork, Organisation, Region
from practices.renaming import PARAMETERS, Value
from practices.visibility import is_visible, visible
from practices.vocabulary import TermValue
from search.query import ENTRY_PARAMETER
from search.receivers import entries_with

MAX_ALTERNATIVES = 3


@dataclass(frozen=True)
class Alternative:
    """Something else to follow: its value in the query string, and what people read for it."""

    value: str
    label: str


def value_of(instance: Model) -> Value | None:
    """How a term or an entry stands in a followed search; None for what cannot be chosen."""
    if type(instance) is Entry:  # comes beside its own type, and alone from the page tree
        return Value(ENTRY_PARAMETER, str(instance.pk))
    return renaming.value_of(instance)


def label_of(instance: Model) -> str:
    """What people read for it. The title of an entry that nobody may see stays hidden."""
    if isinstance(instance, Entry):
        return instance.title if is_visible(instance) else _("een vermelding die niet openbaar is")
    value = renaming.value_of(instance)
    term = vocabularies.current().term(value.parameter, value.value) if value else None
    return term.label if term is not None else str(instance)


def nearest(instance: Model) -> tuple[Alternative, ...]:
    """At most three of the same list, the nearest first."""
    if isinstance(instance, Entry):
        found: Iterable[Alternative] = _like_entry(instance)
    else:
        found = _like_term(instance)
    return tuple(dict.fromkeys(found))[:MAX_ALTERNATIVES]


def _like_entry(entry: Entry) -> Iterable[Alternative]:
    shared = Q(themes__in=entry.themes.all()) | Q(audiences__in=entry.audiences.all())
    near = (
        visible()
        .filter(shared | Q(tagged_items__tag__in=entry.tags.all()))
        .exclude(pk=entry.pk)
        .annotate(shared=Count("themes", distinct=True) + Count("audiences", distinct=True))
        .order_by("-shared", "-first_published_at", "pk")
    )
    for pk, title in near.values_list("pk", "title")[:MAX_ALTERNATIVES]:
        yield Alternative(str(pk), title)


def _like_term(instance: Model) -> Iterable[Alternative]:
    parameter = PARAMETERS[type(instance)]
    known = vocabularies.current().terms.get(parameter, {})
    own = renaming.value_of(instance)
    value = own.value if own else ""
    if isinstance(instance, Region):
        values = _near_regions(instance)
    elif isinstance(instance, LearningNetwork):
        same = LearningNetwork.objects.filter(region__isnull=False, region=instance.region_id)
        values = list(same.order_by("title").values_list("slug", flat=True))
    else:
        values = _on_the_same_entries(instance)
    values += _alike(instance, known)
    for found in values:
        if found != value and found in known:
            yield Alternative(found, known[found].label)


def _near_regions(region: Region) -> list[str]:
    """What it is part of, or for an area what its municipalities are part of most."""
    if region.parent is not None:
        return [region.parent.code]
    above = (
        Region.objects.filter(Q(members__in=region.members.all()))
        .exclude(pk=region.pk)
        .annotate(shared=Count("members", distinct=True))
        .order_by("-shared", "name")
    )
    health_regions = Region.objects.filter(children__in=region.members.all()).distinct()
    return [
        *above.values_list("code", flat=True)[:MAX_ALTERNATIVES],
        *health_regions.order_by("name").values_list("code", flat=True),
    ]


def _on_the_same_entries(instance: Model) -> list[str]:
    """The terms of its list that stand most often on the entries that have it."""
    condition = entries_with(instance)
    if condition is None:
        return []
    entries = visible().filter(condition).values("pk")
    rows: Any
    if isinstance(instance, Tag):
        rows = Tag.objects.filter(practices_entrytag_items__content_object__in=entries)
        times = Count("practices_entrytag_items")
    elif isinstance(instance, Organisation):
        rows = Organisation.objects.filter(partnerships__entry__in=entries)
        times = Count("partnerships")
    else:
        rows = type(instance)._default_manager.filter(entries__in=entries)
        times = Count("entries")
    rows = rows.exclude(pk=instance.pk).annotate(times=times).order_by("-times", "pk")
    return list(rows.values_list("slug", flat=True)[:MAX_ALTERNATIVES])


def _alike(instance: Model, known: dict[str, TermValue] | Any) -> list[str]:
    """Those with a name much like its own."""
    by_label: dict[str, str] = {}
    for term in known.values():
        by_label.setdefault(term.label.casefold(), term.value)
    label = label_of(instance).casefold()
    names = difflib.get_close_matches(label, by_label, MAX_ALTERNATIVES + 1, cutoff=0.75)
    return [by_label[name] for name in names]
