"""The sessions of the trainings that a search finds, as they stand in a calendar."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from kennisplatform.templatetags.house import safe_url
from practices import vocabulary as vocabularies
from practices.addresses import address_of
from practices.models import Session, Training
from practices.models.choices import SessionStatus
from practices.visibility import visible
from practices.vocabulary import Vocabulary
from search.finding import find_ids
from search.query import SearchQuery
from search.resolving import resolve
from subscriptions.feeds.feed import NEVER, absolute
from subscriptions.feeds.identity import Known, known
from subscriptions.feeds.naming import name_of
from subscriptions.feeds.withdrawn import withdrawn_sessions
from subscriptions.models import KnownSession
from subscriptions.queries import gone

LIMIT = 1_000  # sessions in one calendar
BACK = timedelta(days=30)  # how long a session that is over stays
A_FEW = 500  # trainings that a question to the database names one by one


@dataclass(frozen=True)
class CalendarSession:
    """A session in a calendar; `uid` never changes, `sequence` goes up with every change."""

    uid: str
    start: datetime
    end: datetime | None
    cancelled: bool
    sequence: int
    changed_at: datetime
    # Empty when the training is no longer there to see.
    title: str = ""
    summary: str = ""
    url: str = ""
    where: str = ""
    sign_up_url: str = ""
    full: bool = False


@dataclass(frozen=True)
class SessionCalendar:
    """The first sessions of a search, by when they start; `more` when there are others."""

    name: str
    query: SearchQuery
    sessions: tuple[CalendarSession, ...]
    more: bool


def read_calendar(query: SearchQuery) -> SessionCalendar:
    """The sessions, from 30 days ago on, of the visible trainings that a search finds.

    One that was cancelled or taken away stays until then, as cancelled, and so do those to come
    of a training that was withdrawn, without what it was. Raises EngineUnavailableError.
    """
    vocabulary = vocabularies.current()
    resolved = resolve(query.with_order("").with_page(1), vocabulary)
    lost = bool(gone(query, vocabulary))
    rows = [] if lost else _rows(_trainings(resolved))
    chosen = sorted(rows, key=lambda row: (row[0], row[1]))[:LIMIT]
    known_ids = known({training for _start, _pk, training, _gone in chosen})
    sessions = _read(chosen, known_ids)
    if not lost:
        sessions += _withdrawn(resolved, vocabulary, known_ids)
    sessions.sort(key=lambda session: (session.start, session.uid))
    return SessionCalendar(
        name=name_of(query.with_values("soort", ["scholing"]), vocabulary),
        query=resolved,
        sessions=tuple(sessions[:LIMIT]),
        more=len(rows) > LIMIT,
    )


def _trainings(query: SearchQuery) -> frozenset[int]:
    types = query.values("soort")
    if types and "scholing" not in types:
        return frozenset()
    return frozenset(find_ids(query.with_values("soort", ["scholing"])))


# When it starts, the id of the session, the id of the training, whether it was taken away.
_Row = tuple[datetime, int, int, bool]


def _rows(trainings: Collection[int]) -> list[_Row]:
    """The first sessions of these trainings, and one more than fit when there are so many."""
    since = timezone.now() - BACK
    there = Session.objects.filter(
        start__gte=since, training__in=visible().values("pk")
    ).values_list("start", "pk", "training_id")
    # One that was made anew for the same moment was not called off.
    anew = Session.objects.filter(training=OuterRef("entry_id"), start=OuterRef("start"))
    gone = KnownSession.objects.filter(
        ~Exists(anew), start__gte=since, cancelled=True, entry_id__in=visible().values("pk")
    ).exclude(session_id__in=Session.objects.values("pk"))
    gone_rows = gone.values_list("start", "session_id", "entry_id")
    if len(trainings) <= A_FEW:
        there = there.filter(training_id__in=trainings)
        gone_rows = gone_rows.filter(entry_id__in=trainings)
    return [
        (*row, taken_away)
        for rows, taken_away in ((there, False), (gone_rows, True))
        for row in _first(rows, trainings)
    ]


def _first(rows: Any, trainings: Collection[int]) -> list[tuple[datetime, int, int]]:
    """The first rows that are of these trainings, by their start."""
    taken: list[tuple[datetime, int, int]] = []
    for row in rows.order_by("start", "pk").iterator(chunk_size=2_000):
        if row[2] in trainings:
            taken.append(row)
        if len(taken) > LIMIT:
            break
    return taken


def _withdrawn(query: SearchQuery, vocabulary: Vocabulary, lasting: Known) -> list[CalendarSession]:
    """Nothing but the time of sessions to come that this calendar may have had."""
    return [
        CalendarSession(
            uid=str(lasting.named("uitvoering", told.session_id)),
            start=told.start,
            end=told.end,
            cancelled=True,
            sequence=told.sequence,
            changed_at=told.changed_at,
        )
        for told in withdrawn_sessions(query, vocabulary, LIMIT)
    ]


def _read(rows: list[_Row], lasting: Known) -> list[CalendarSession]:
    """Everything a calendar shows of these sessions: three queries, however many."""
    columns = ("pk", "title", "summary", "url_path")
    wanted = Training.objects.filter(pk__in=list(lasting.ids)).order_by()
    trainings = {row["pk"]: row for row in wanted.values(*columns)}
    ids = [pk for _start, pk, _training, _gone in rows]
    told = KnownSession.objects.in_bulk(ids)
    sessions = Session.objects.select_related("municipality").in_bulk(ids)
    found = []
    for _start, pk, training, _gone in rows:
        each = sessions.get(pk) or told.get(pk)
        if training in trainings and each is not None:
            found.append(_session(each, told.get(pk), trainings[training], lasting))
    return found


def _session(
    each: Session | KnownSession,
    told: KnownSession | None,
    training: Mapping[str, Any],
    lasting: Known,
) -> CalendarSession:
    """A session as it is, or as it last was when it was taken away."""
    published = lasting.changed.get(training["pk"], NEVER)
    status = each.status if isinstance(each, Session) else SessionStatus.CANCELLED
    return CalendarSession(
        uid=str(lasting.named("uitvoering", each.pk)),
        start=each.start,
        end=each.end,
        cancelled=status == SessionStatus.CANCELLED,
        sequence=told.sequence if told else 0,
        changed_at=max(told.changed_at, published) if told else published,
        title=training["title"],
        summary=training["summary"],
        url=absolute(address_of(training["url_path"])),
        where=each.where if isinstance(each, Session) else each.place,
        sign_up_url=safe_url(each.sign_up_url) if status == SessionStatus.OPEN else "",
        full=status == SessionStatus.FULL,
    )
