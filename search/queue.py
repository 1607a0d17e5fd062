"""The queue between the catalogue and the index.

A change writes a row in its own transaction (`enqueue`); after the commit the rows are drained.
A process that dies in between loses nothing: the rows are still there for the next drain. An
engine that is away makes the queue wait, and nobody else.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from background.waiting import Waiting
from practices import vocabulary
from practices.models import Entry
from search.documents import analysed, build_documents
from search.engines import current_engine
from search.engines.base import BEGINNING, EngineBusyError, EngineUnavailableError, IndexWriter
from search.models import SLOTS, QueueRow
from search.patience import waiting_at_most
from search.turns import my_turn

logger = logging.getLogger(__name__)

BATCH = 500
# A change of this many entries is indexed before the editor's next page; the rest follows behind.
DRAIN_AT_ONCE = 100
AT_ONCE = 2  # times as long as a page waits for the engine
# A drain notes the time just after it wrote; this covers clocks that differ a little.
CLOCK_MARGIN = timedelta(minutes=1)
RETRY = 20.0  # seconds after which a drain is tried again that found the engine away

_TABLE = QueueRow._meta.db_table
_RAISE_GENERATION = f"""
    ON CONFLICT (entry_id) DO UPDATE
    SET generation = CASE WHEN {_TABLE}.generation < excluded.generation
            THEN excluded.generation ELSE {_TABLE}.generation + 1 END,
        queued_at = excluded.queued_at
"""  # noqa: S608  # the only thing put in is our own table's name
_background = threading.Lock()
_retry_lock = threading.Lock()
_retry: threading.Timer | None = None


def enqueue(entries: QuerySet[Entry]) -> None:
    """Say that these entries changed. One statement, in the transaction of the change."""
    sql, parameters = entries.order_by("pk").values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH changed(id) AS ({sql}) "  # noqa: S608
            f"INSERT INTO {_TABLE} (entry_id, generation, indexed, queued_at) "
            "SELECT id, 1, 0, %s FROM changed WHERE true" + _RAISE_GENERATION,
            [*parameters, _now()],
        )
    _drain_after_commit()


def enqueue_ids(ids: Iterable[int], at_least: int = 1) -> None:
    """Say that the entries with these ids changed, or are no more.

    The generation goes up by one, or to `at_least` when that is more.
    """
    rows = [(pk, at_least, _now()) for pk in sorted(set(ids))]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_TABLE} (entry_id, generation, indexed, queued_at) "  # noqa: S608
            "VALUES (%s, %s, 0, %s)" + _RAISE_GENERATION,
            rows,
        )
    _drain_after_commit()


def pending() -> QuerySet[QueueRow]:
    """The rows of entries that the index does not know in their last state."""
    return QueueRow.objects.filter(generation__gt=F("indexed"))


def waiting() -> Waiting:
    """The entries that wait for the index. One query."""
    found = pending().aggregate(count=Count("pk"), oldest=Min("queued_at"))
    return Waiting(found["count"], found["oldest"])


def drain(limit: int | None = None) -> int:
    """Index what is pending; return how many entries were written or taken away.

    Without a limit, what a new index missed while it was built is written first.
    Safe to call from any process at any time. What another process is writing is left to it:
    that process looks at the queue again after it let go.
    Raises EngineUnavailableError.
    """
    drained = 0
    if limit is None:
        catch_up()
    while (limit is None or drained < limit) and pending().exists():
        try:
            with current_engine().writer() as writer:
                left = None if limit is None else limit - drained
                done, others_hold = _drain_with(writer, left)
        except EngineBusyError:
            break
        drained += done
        if others_hold:
            break
    return drained


def _drain_with(writer: IndexWriter, limit: int | None) -> tuple[int, bool]:
    """How many were done, and whether it ended because others hold what is left."""
    drained = 0
    while limit is None or drained < limit:
        size = BATCH if limit is None else min(BATCH, limit - drained)
        oldest = list(pending().order_by("queued_at").values_list("entry_id", flat=True)[:size])
        if not oldest:
            break
        with my_turn(oldest, share=len(oldest) == BATCH) as slots:
            if not slots:
                return drained, True
            drained += _drain_batch(writer, slots, size)
    return drained, False


def _drain_batch(writer: IndexWriter, slots: frozenset[int], size: int) -> int:
    mine = pending().alias(slot=F("entry_id") % SLOTS).filter(slot__in=slots)
    rows = list(mine.order_by("queued_at").values_list("entry_id", "generation")[:size])
    if not rows:
        return 0
    # The generation was read before the entry: a change in between stays pending.
    write_entries(writer, [pk for pk, _generation in rows])
    writer.commit()
    _mark(rows)
    return len(rows)


def catch_up() -> int:
    """Write once more what the index in service missed while it was built or put aside.

    Returns how many entries. The index itself remembers since when, so that it does not matter
    who put it in service and whether they lived to call this. What a drain has written to the
    index before it and not yet marked is still pending, and written here as well.
    """
    engine = current_engine()
    since = engine.behind_since()
    if since is None:
        return 0
    ids = list(drained_since(since))
    try:
        if ids:
            with engine.writer() as writer:
                for start in range(0, len(ids), BATCH):
                    write_entries(writer, ids[start : start + BATCH])
                writer.commit()
        engine.caught_up(since)
    except EngineBusyError:
        return 0  # who writes now looks again afterwards
    return len(ids)


def drained_since(moment: datetime) -> QuerySet[QueueRow, int]:
    """The ids of entries that were drained since a moment, or whose drain may be under way."""
    return QueueRow.objects.filter(
        Q(drained_at__gte=moment - CLOCK_MARGIN) | Q(generation__gt=F("indexed"))
    ).values_list("entry_id", flat=True)


def generations(ids: Iterable[int]) -> dict[int, int]:
    """How often each of these entries changed; those that never did are left out."""
    rows = QueueRow.objects.filter(entry_id__in=list(ids))
    return dict(rows.values_list("entry_id", "generation"))


def write_entries(writer: IndexWriter, ids: list[int]) -> int:
    """Write the entries with these ids as they are in the database now.

    Those that have no place in the index are taken away. Returns how many have one.
    """
    versions = generations(ids)  # before the entries: a change in between is a newer one
    documents = [analysed(each) for each in build_documents(ids, vocabulary.current())]
    found = {document.id for document in documents}
    writer.write(documents, [pk for pk in ids if pk not in found], versions)
    return len(documents)


def _mark(rows: list[tuple[int, int]]) -> None:
    now = _now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {_TABLE} SET indexed = %s, drained_at = %s "  # noqa: S608
            "WHERE entry_id = %s AND indexed < %s",
            [(generation, now, pk, generation) for pk, generation in sorted(rows)],
        )


def _now() -> str | datetime | None:
    now: str | datetime | None = connection.ops.adapt_datetimefield_value(timezone.now())
    return now


# --- after a commit ----------------------------------------------------------------------


def _drain_after_commit() -> None:
    """Ask for a drain once the transaction of the change is in the database."""
    if not any(_drain_now in hook for hook in connection.run_on_commit):
        transaction.on_commit(_drain_now, robust=True)


def _drain_now() -> None:
    """Index a small change at once; leave the rest of a large one to a thread."""
    try:
        # An editor waits; what a slow engine does not take in this time follows by itself.
        with waiting_at_most(AT_ONCE * settings.SEARCH_TIMEOUT):
            behind = _is_behind()
            drain(limit=DRAIN_AT_ONCE)
            left = behind or pending().exists()
    except EngineUnavailableError as error:
        _wait_for_engine(error)
        return
    if left:
        _start_background()


def _wait_for_engine(error: EngineUnavailableError) -> None:
    """Try again in a while, for as long as this process lives; the rows stay whatever happens."""
    global _retry
    logger.warning("the search engine is away, the queue waits: %s", error)
    with _retry_lock:
        if _retry is None:
            _retry = threading.Timer(RETRY, _try_again)
            _retry.daemon = True
            _retry.start()


def _try_again() -> None:
    forget_retry()
    _start_background()


def forget_retry() -> None:
    """Do not try again by itself, until the next drain that finds the engine away."""
    global _retry
    with _retry_lock:
        if _retry is not None:
            _retry.cancel()
        _retry = None


def _start_background() -> None:
    if _background.acquire(blocking=False):
        # Not a daemon: a command that changed thousands of entries ends when they are indexed.
        threading.Thread(target=_drain_in_background, name="drain").start()


def _is_behind() -> bool:
    """Whether the index in service missed anything; an empty one on a new site did not."""
    engine = current_engine()
    since = engine.behind_since()
    if since == BEGINNING and not QueueRow.objects.filter(drained_at__isnull=False).exists():
        engine.caught_up(since)
        return False
    return since is not None


def _drain_in_background() -> None:
    try:
        drain()
    except EngineUnavailableError as error:
        _wait_for_engine(error)
    finally:
        _background.release()
        connection.close()
