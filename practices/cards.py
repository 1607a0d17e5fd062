"""What a list shows of an entry: plain values, gathered for a page of entries at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Min, Model, Q, QuerySet, Value
from django.utils import timezone

from practices.addresses import address_of
from practices.entry_types import label_of, type_slug_of_row
from practices.models import Entry, EntryTag, Session
from practices.models.choices import EvidenceLevel, Phase, SessionStatus, TrainingForm
from practices.sorting import name_key
from practices.visibility import visible
from practices.vocabulary import TermValue, Vocabulary


@dataclass(frozen=True)
class Card:
    """One entry in a list. `url` is a path; lists of terms hold their value and label."""

    id: int
    type: str
    type_label: str
    title: str
    summary: str
    url: str
    example: bool
    sectors: tuple[TermValue, ...] = ()
    regions: tuple[TermValue, ...] = ()
    themes: tuple[TermValue, ...] = ()
    tags: tuple[TermValue, ...] = ()
    network: TermValue | None = None
    published_at: datetime | None = None
    confirmed_on: date | None = None
    # Only what belongs to the type is filled; the rest stays empty.
    phase: str = ""
    phase_label: str = ""
    evidence_label: str = ""
    form_label: str = ""
    price: Decimal | None = None
    next_session: datetime | None = None


# What a card shows; the long texts of an entry are not read for a list.
COLUMNS = (
    "pk",
    "path",
    "url_path",
    "title",
    "summary",
    "is_example",
    "first_published_at",
    "confirmed_on",
    "content_type_id",
    "training__form",
    "training__price",
    "bestpractice__evidence_level",
    "regionalexperiment__phase",
)


@dataclass
class _Terms:
    sector: list[TermValue] = field(default_factory=list)
    regio: list[TermValue] = field(default_factory=list)
    thema: list[TermValue] = field(default_factory=list)
    trefwoord: list[TermValue] = field(default_factory=list)


def cards(
    ids: Sequence[int], vocabulary: Vocabulary, entries: QuerySet[Entry] | None = None
) -> list[Card]:
    """Return the cards of the visible entries among `ids`, in the order of `ids`.

    Three queries, however many entries. An id that is not there, or that the public may no
    longer see, is left out: an index may lag behind the database for a moment.
    """
    found = (visible() if entries is None else entries).filter(pk__in=ids)
    rows = {row["pk"]: row for row in found.order_by().values(*COLUMNS)}
    terms = _terms_of(rows, vocabulary)
    sessions = _next_sessions(rows)
    return [
        _card(rows[pk], terms.get(pk, _Terms()), sessions.get(pk), vocabulary)
        for pk in ids
        if pk in rows
    ]


def _terms_of(ids: Iterable[int], vocabulary: Vocabulary) -> dict[int, _Terms]:
    """The terms of many entries in one query: four link tables, one answer."""
    ids = list(ids)

    def links(
        model: type[Model], entry: str, parameter: str, value: str
    ) -> QuerySet[Any, tuple[int, str, str]]:
        return (
            model._default_manager.filter(**{f"{entry}__in": ids})
            .order_by()
            .values_list(entry, Value(parameter, CharField()), value)
        )

    rows = links(EntryTag, "content_object_id", "trefwoord", "tag__slug").union(
        links(Entry.sectors.through, "entry_id", "sector", "sector__slug"),
        links(Entry.regions.through, "entry_id", "regio", "region__code"),
        links(Entry.themes.through, "entry_id", "thema", "theme__slug"),
        all=True,
    )
    result: dict[int, _Terms] = {}
    for pk, parameter, value in rows:
        term = vocabulary.term(parameter, value)
        if term is not None:
            getattr(result.setdefault(pk, _Terms()), parameter).append(term)
    for terms in result.values():
        for name in ("sector", "regio", "thema", "trefwoord"):
            getattr(terms, name).sort(key=lambda term: (term.order, *name_key(term.label)))
    return result


def _next_sessions(ids: Iterable[int]) -> dict[int, datetime]:
    return dict(
        Session.objects.filter(training_id__in=list(ids), start__gte=timezone.now())
        .filter(~Q(status=SessionStatus.CANCELLED))
        .order_by()
        .values("training_id")
        .annotate(first=Min("start"))
        .values_list("training_id", "first")
    )


def _card(
    row: Mapping[str, Any],
    terms: _Terms,
    next_session: datetime | None,
    vocabulary: Vocabulary,
) -> Card:
    slug = type_slug_of_row(row)
    phase, evidence = row["regionalexperiment__phase"], row["bestpractice__evidence_level"]
    form = row["training__form"]
    return Card(
        id=row["pk"],
        type=slug,
        type_label=str(label_of(slug)),
        title=row["title"],
        summary=row["summary"],
        url=address_of(row["url_path"]),
        example=row["is_example"],
        sectors=tuple(terms.sector),
        regions=tuple(terms.regio),
        themes=tuple(terms.thema),
        tags=tuple(terms.trefwoord),
        network=vocabulary.network_of(row["path"]),
        published_at=row["first_published_at"],
        confirmed_on=row["confirmed_on"],
        phase=phase or "",
        phase_label=str(Phase(phase).label) if phase else "",
        evidence_label=str(EvidenceLevel(evidence).label) if evidence else "",
        form_label=str(TrainingForm(form).label) if form else "",
        price=row["training__price"],
        next_session=next_session,
    )
