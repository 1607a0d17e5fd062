"""Which columns and lists of the catalogue are findable, declared.

A new list or text field of an entry is findable once it stands here; a system check names
an entry type that is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Model, Value

from practices import models
from practices.models import Entry

PLAIN_COLUMNS = (
    "pk",
    "path",
    "title",
    "summary",
    "start_date",
    "end_date",
    "source_date",
    "first_published_at",
    "confirmed_on",
    "expire_at",
    "lead_organisation__slug",
    "training__pk",
    "training__form",
    "training__provider__slug",
    "bestpractice__pk",
    "bestpractice__evidence_level",
    "regionalexperiment__pk",
    "regionalexperiment__phase",
)

TEXT_COLUMNS = (
    "project_name",
    "project_number",
    "background",
    "period_text",
    "preconditions",
    "lessons_learned",
    "next_steps",
    "source_name",
    "training__learning_goals",
    "training__certificate",
    "training__language",
    "bestpractice__challenge",
    "bestpractice__approach",
    "bestpractice__results",
    "bestpractice__costs",
    "bestpractice__transfer",
    "regionalexperiment__motto",
    "regionalexperiment__challenge",
    "regionalexperiment__approach",
    "regionalexperiment__results",
    "regionalexperiment__phase_reason",
    "regionalexperiment__covenant",
    "regionalexperiment__rules_in_the_way",
)

# parameter -> the relation of an entry that holds its values
LINKED_TERMS = {
    "sector": "sectors__slug",
    "regio": "regions__code",
    "thema": "themes__slug",
    "doelgroep": "audiences__slug",
    "programma": "programmes__slug",
    "dossier": "dossiers__name",
    "trefwoord": "tagged_items__tag__slug",
}
ORGANISATION_LINKS = {
    "partner": "partners__organisation__slug",
    "bouwsteen": "regionalexperiment__building_blocks__leads__slug",
}


@dataclass(frozen=True)
class ListSource:
    """A child table: its rows' texts belong to the entry at `entry`."""

    model: type[Model]
    entry: str
    columns: tuple[str, ...]
    rich: bool = False


LIST_TEXTS = (
    ListSource(models.Partner, "entry_id", ("group_name",)),
    ListSource(models.Activity, "entry_id", ("text", "period_text")),
    ListSource(models.Outcome, "entry_id", ("indicator", "unit", "note", "source_name")),
    ListSource(models.Dilemma, "entry_id", ("question", "handling")),
    ListSource(models.Quote, "entry_id", ("text", "speaker")),
    ListSource(models.Report, "entry_id", ("title", "text"), rich=True),
    ListSource(models.ReportItem, "report__entry_id", ("title", "text"), rich=True),
    ListSource(models.Link, "entry_id", ("title",)),
    ListSource(models.Session, "training_id", ("place", "municipality__name", "start")),
    ListSource(models.Accreditation, "training_id", ("register", "identifier")),
    ListSource(models.Scaling, "experiment_id", ("municipality__name", "note")),
    ListSource(models.Budget, "experiment_id", ("description",)),
    ListSource(models.Goal, "experiment_id", ("title", "measures"), rich=True),
    ListSource(models.BuildingBlock, "experiment_id", ("title", "text"), rich=True),
    ListSource(models.WorkingGroup, "experiment_id", ("name", "text")),
    ListSource(models.Action, "experiment_id", ("text", "who")),
)


def linked_values(ids: Sequence[int], links: dict[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield (entry id, parameter, value) of all `links` in one query."""
    queries = [
        Entry.objects.filter(pk__in=ids, **{f"{path}__isnull": False})
        .order_by()
        .annotate(parameter=Value(parameter, CharField()), linked=F(path))
        .values_list("pk", "parameter", "linked")
        for parameter, path in links.items()
    ]
    yield from queries[0].union(*queries[1:], all=True)


def list_rows(source: ListSource, ids: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    """Yield (entry id, column, ...) of a child table, in the editors' order."""
    yield from (
        source.model._default_manager.filter(**{f"{source.entry}__in": ids})
        .order_by("sort_order")
        .values_list(source.entry, *source.columns)
    )
