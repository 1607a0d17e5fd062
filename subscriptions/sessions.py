"""Sessions of trainings as calendars and followers were last told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import F
from django.utils import timezone

from practices.models import Session
from practices.models.choices import SessionStatus
from subscriptions.models import KnownSession

_COLUMNS = (
    "training__title",
    "training__summary",
    "start",
    "end",
    "place",
    "municipality__name",
    "sign_up_url",
    "status",
)


@dataclass(frozen=True)
class SeenSession:
    """A session as it is now. `shown` stands for all that a calendar shows of it."""

    id: int
    start: datetime
    end: datetime | None
    place: str
    sign_up_url: str
    cancelled: bool
    shown: str


def read_sessions(ids: Iterable[int]) -> dict[int, tuple[SeenSession, ...]]:
    """The sessions of some entries, by entry. One query."""
    found: dict[int, list[SeenSession]] = {}
    rows = Session.objects.filter(training__in=list(ids)).order_by("start", "pk")
    for row in rows.select_related("municipality", "training").only(*_COLUMNS):
        session = SeenSession(
            id=row.pk,
            start=row.start,
            end=row.end,
            place=row.where,
            sign_up_url=row.sign_up_url,
            cancelled=row.status == SessionStatus.CANCELLED,
            shown=_shown(row),
        )
        found.setdefault(row.training_id, []).append(session)
    return {pk: tuple(sessions) for pk, sessions in found.items()}


def remember_sessions(
    seen: Mapping[int, Sequence[SeenSession]], now: datetime
) -> dict[int, list[SeenSession]]:
    """Know the sessions of these entries as they are now; return the new ones still to come.

    New is what begins at a moment at which nothing of its training was on before: a session that
    was made anew at the same time is not, one that moved or that is on again is. One that was
    taken away stays known, as cancelled.
    """
    known: dict[int, dict[int, KnownSession]] = {}
    for each in KnownSession.objects.filter(entry_id__in=list(seen)):
        known.setdefault(each.entry_id, {})[each.session_id] = each
    fresh: dict[int, list[SeenSession]] = {}
    changed: list[KnownSession] = []
    for entry_id, sessions in seen.items():
        before = known.get(entry_id, {})
        starts = {row.start for row in before.values() if not row.cancelled}
        for session in sessions:
            row = before.get(session.id)
            if session.start not in starts and _to_come(session):
                fresh.setdefault(entry_id, []).append(session)
            if row is None or row.shown != session.shown:
                changed.append(_row(entry_id, session, row, now))
        kept = {session.id for session in sessions}
        for gone in before.values():
            if gone.session_id not in kept and not gone.cancelled:
                gone.cancelled, gone.shown = True, ""
                gone.sequence, gone.changed_at = gone.sequence + 1, now
                changed.append(gone)
    fields = [field.name for field in KnownSession._meta.fields if not field.primary_key]
    KnownSession.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["session_id"], update_fields=fields
    )
    return fresh


def tell_again(entry_ids: Iterable[int], now: datetime) -> None:
    """The sessions of entries that were withdrawn, or came back, are different to a calendar."""
    rows = KnownSession.objects.filter(entry_id__in=list(entry_ids))
    rows.update(sequence=F("sequence") + 1, changed_at=now)


def _to_come(session: SeenSession) -> bool:
    return not session.cancelled and session.start > timezone.now()


def _shown(row: Session) -> str:
    parts = (row.start, row.end, row.where, row.sign_up_url, row.status)
    text = "\0".join(map(str, (*parts, row.training.title, row.training.summary)))
    return sha256(text.encode()).hexdigest()


def _row(
    entry_id: int, session: SeenSession, before: KnownSession | None, now: datetime
) -> KnownSession:
    return KnownSession(
        session_id=session.id,
        entry_id=entry_id,
        start=session.start,
        end=session.end,
        place=session.place,
        sign_up_url=session.sign_up_url,
        cancelled=session.cancelled,
        shown=session.shown,
        sequence=0 if before is None else before.sequence + 1,
        changed_at=now,
    )
