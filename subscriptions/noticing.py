"""What changed in the catalogue -> `News`.

Following keeps how it last saw every entry (`Known`) and compares. Which entries changed it
learns from the generations of the index queue, which go up in the transaction of every change:
whoever dies, and whenever, the next look sees what is left. An entry is looked at once the
index has it, so that what is news can be found.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from practices import vocabulary as vocabularies
from practices.models import Entry
from search import queue
from search.documents import all_ids, read_facets
from search.models import QueueRow
from subscriptions.models import Known, Look, News, NewsKind
from subscriptions.overtaken import detail_of_session
from subscriptions.sessions import SeenSession, read_sessions, remember_sessions, tell_again

BATCH = 500
# SQLite has one writer at a time and no queue for it: between the batches of a long look editors
# get a turn.
LET_OTHERS = 0.1  # seconds
# An entry that nobody saw before and that was published so long before the last look was published
# elsewhere, or long ago: it is known from then on, and not news of today. A look counts when the
# index had everything by then: what was published while it was away is news when it is back.
BACKDATED = timedelta(days=1)

Facets = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Seen:
    """An entry as it is now, as far as following cares."""

    visible: bool
    facets: Facets
    sessions: tuple[SeenSession, ...] = ()
    published_at: datetime | None = None
    confirmed_on: date | None = None  # of an experiment
    phase: str = ""


def notice() -> int:
    """Compare every entry that changed with what is known; return how much news there was.

    A batch is one transaction: its news and what is known of it then. One process looks at a
    time, so that the ids of news are in the order in which they can be seen.
    """
    if Look.objects.filter(at__isnull=False).exists():
        return _notice_changed()
    return _take_in_all()


def changed_ids(limit: int) -> list[int]:
    """Entries that changed since they were looked at, and that the index has as they are now."""
    rows = not_looked_at().filter(indexed=F("generation"))
    return list(rows.order_by("queued_at").values_list("entry_id", flat=True)[:limit])


def not_looked_at() -> QuerySet[QueueRow]:
    """The rows of entries that changed since they were looked at, indexed or not."""
    known = Known.objects.filter(entry_id=OuterRef("entry_id")).values("generation")
    rows = QueueRow.objects.alias(known=Coalesce(Subquery(known), 0))
    return rows.filter(generation__gt=F("known"))


def _notice_changed() -> int:
    count = 0
    while True:
        with transaction.atomic():
            last = lock().at
            now, waiting = timezone.now(), queue.pending().exists()
            ids = changed_ids(BATCH)
            count += _look_at(ids, last or now)
            if len(ids) < BATCH:
                if not waiting:
                    Look.objects.update(at=now)
                return count
        time.sleep(LET_OTHERS)


def _take_in_all() -> int:
    """The first look: everything there is becomes known, the oldest first."""
    count = 0
    now = timezone.now()
    dates = dict(Entry.objects.values_list("pk", "first_published_at"))
    ids = sorted(all_ids(), key=lambda pk: (dates.get(pk) or now, pk))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            if lock().at is not None:
                return count  # another process was first
            known = set(
                Known.objects.filter(entry_id__in=ids[start : start + BATCH]).values_list(
                    "entry_id", flat=True
                )
            )
            count += _look_at([pk for pk in ids[start : start + BATCH] if pk not in known], now)
        time.sleep(LET_OTHERS)
    with transaction.atomic():
        lock()
        Look.objects.update(at=now)
    return count


def lock() -> Look:
    """Have the one row of following until the end of the transaction: one writer of news."""
    Look.objects.get_or_create(pk=1)
    return Look.objects.select_for_update().get(pk=1)


def _look_at(ids: Sequence[int], last_look: datetime) -> int:
    """Compare some entries with what is known of them; write the news, and know them now."""
    if not ids:
        return 0
    now = timezone.now()
    counted = queue.generations(ids)  # before the entries: a change in between is looked at again
    before = Known.objects.in_bulk(ids)
    seen = read_entries(ids)
    tell_again((pk for pk, old in before.items() if old.visible != (pk in seen)), now)
    sessions = remember_sessions({pk: each.sessions for pk, each in seen.items()}, now)
    news: list[News] = []
    known: list[Known] = []
    for pk in ids:
        old, new = before.get(pk), seen.get(pk, Seen(visible=False, facets={}))
        found = _news(pk, old, new, sessions.get(pk, ()), now)
        if old is None and new.published_at and new.published_at < last_look - BACKDATED:
            for each in found:
                each.at, each.backdated = new.published_at, True
        news += found
        known.append(_known(pk, counted.get(pk, 0), old, new))
    News.objects.bulk_create(news)
    fields = [field.name for field in Known._meta.fields if not field.primary_key]
    Known.objects.bulk_create(
        known, update_conflicts=True, unique_fields=["entry_id"], update_fields=fields
    )
    return len(news)


def _news(
    pk: int, old: Known | None, new: Seen, sessions: Iterable[SeenSession], at: datetime
) -> list[News]:
    """What a follower should hear of how an entry is now."""
    if not new.visible:
        return []
    if old is None or not old.was_visible:
        return [News(entry_id=pk, kind=NewsKind.PUBLISHED, at=at)]
    found = []
    if not old.visible:
        found.append(News(entry_id=pk, kind=NewsKind.PUBLISHED, at=at, again=True))
    elif gains(old.facets, new.facets):
        relevant = News(entry_id=pk, kind=NewsKind.RELEVANT, at=at, before=old.facets, again=True)
        found.append(relevant)
    for session in sessions:
        detail = detail_of_session(session.start)
        found.append(News(entry_id=pk, kind=NewsKind.SESSION, at=at, detail=detail))
    if new.confirmed_on and new.confirmed_on != old.confirmed_on:  # a mended date as well
        detail = new.confirmed_on.isoformat()
        found.append(News(entry_id=pk, kind=NewsKind.CONFIRMED, at=at, detail=detail))
    if new.phase != old.phase:
        found.append(News(entry_id=pk, kind=NewsKind.PHASE, at=at, detail=new.phase))
    return found


def gains(before: Facets, after: Facets) -> bool:
    """Whether an entry is found under a value that it was not found under before.

    A value that was renamed, or merged into another one, is the same value.
    """
    vocabulary = vocabularies.current()
    for parameter, values in after.items():
        had = {vocabulary.resolve(parameter, value) for value in before.get(parameter, ())}
        if any(value not in had for value in values):
            return True
    return False


def _known(pk: int, generation: int, old: Known | None, new: Seen) -> Known:
    if old is not None and not new.visible:
        # As it was when it could last be seen; coming back is news of its own.
        old.generation, old.visible = generation, False
        return old
    return Known(
        entry_id=pk,
        generation=generation,
        visible=new.visible,
        was_visible=new.visible or (old is not None and old.was_visible),
        facets=new.facets,
        confirmed_on=new.confirmed_on,
        phase=new.phase,
    )


def read_entries(ids: Sequence[int]) -> dict[int, Seen]:
    """Some entries as the public sees them now; those it does not see are left out."""
    facets = read_facets(ids, vocabularies.current())
    sessions = read_sessions(facets)
    now = timezone.now()
    rows = Entry.objects.filter(
        Q(expire_at__isnull=True) | Q(expire_at__gt=now), pk__in=facets
    ).values_list("pk", "first_published_at", "confirmed_on", "regionalexperiment__phase")
    return {
        pk: Seen(
            visible=True,
            facets=facets[pk],
            sessions=sessions.get(pk, ()),
            published_at=published_at,
            confirmed_on=confirmed_on if phase is not None else None,
            phase=phase or "",
        )
        for pk, published_at, confirmed_on, phase in rows
    }
