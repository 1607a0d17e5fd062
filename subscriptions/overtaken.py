"""News that is no longer so: nobody is told of a session that was called off since."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from django.utils import timezone

from practices.models import RegionalExperiment, Session
from practices.models.choices import SessionStatus
from subscriptions.models import NewsKind

MAY_PASS = (NewsKind.SESSION, NewsKind.PHASE, NewsKind.CONFIRMED)

Told = tuple[int, int, str, str]
"""News: its id, its entry, its kind and detail."""


def detail_of_session(start: datetime) -> str:
    """How news names a session: the moment it starts, to the minute, in UTC."""
    return start.astimezone(UTC).isoformat(timespec="minutes")


def overtaken(news: Iterable[Told]) -> set[int]:
    """The ids of the news that does not hold any more. Two queries, however much there is.

    A session must still be to come and not be called off; an experiment must still be in that
    phase, and not be confirmed again since.
    """
    rows = list(news)
    sessions = [row for row in rows if row[2] == NewsKind.SESSION]
    states = [row for row in rows if row[2] in (NewsKind.PHASE, NewsKind.CONFIRMED)]
    untrue = set()
    if sessions:
        to_come = _to_come({entry for _pk, entry, _kind, _detail in sessions})
        untrue |= {pk for pk, entry, _kind, detail in sessions if (entry, detail) not in to_come}
    if states:
        now = _states({entry for _pk, entry, _kind, _detail in states})
        untrue |= {pk for pk, *what in states if tuple(what) not in now}
    return untrue


def _to_come(entries: Collection[int]) -> set[tuple[int, str]]:
    rows = Session.objects.filter(training__in=entries, start__gt=timezone.now())
    rows = rows.exclude(status=SessionStatus.CANCELLED)
    return {
        (entry, detail_of_session(start)) for entry, start in rows.values_list("training", "start")
    }


def _states(entries: Collection[int]) -> set[tuple[int, str, str]]:
    """What news may say of these experiments: (entry, kind, detail)."""
    rows = RegionalExperiment.objects.filter(pk__in=entries).order_by()
    found: set[tuple[int, str, str]] = set()
    for entry, phase, confirmed_on in rows.values_list("pk", "phase", "confirmed_on"):
        found.add((entry, NewsKind.PHASE, phase))
        if confirmed_on:
            found.add((entry, NewsKind.CONFIRMED, confirmed_on.isoformat()))
    return found
