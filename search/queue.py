"""The queue between the catalogue and the index.

A change writes a row in its own transaction (`enqueue`); after the commit the rows are drained.
A process that dies in between loses nothing: the rows are still there for the next drain. An
engine that is away makes the queue wait, and nobody else.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, F, Min, QuerySet
from django.utils import timezone

from practices import vocabulary
from practices.models import Entry
from search.documents import analysed, build_documents
from search.engines import current_engine
from search.engines.base import EngineBusyError, EngineUnavailableError, IndexWriter
from search.models import SLOTS, QueueRow
from search.turns import my_turn

logger = logging.getLogger(__name__)

BATCH = 500
# A change of this many entries is indexed before the editor's next page; the rest follows behind.
DRAIN_AT_ONCE = 100

_TABLE = QueueRow._meta.db_table
_RAISE_GENERATION = f"""
    ON CONFLICT (entry_id) DO UPDATE
    SET generation = {_TABLE}.generation + 1, queued_at = excluded.queued_at
"""  # noqa: S608  # the only thing put in is our own table's name
_background = threading.Lock()


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


def enqueue_ids(ids: Iterable[int]) -> None:
    """Say that the entries with these ids changed, or are no more."""
    rows = [(pk, _now()) for pk in sorted(set(ids))]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_TABLE} (entry_id, generation, indexed, queued_at) "  # noqa: S608
            "VALUES (%s, 1, 0, %s)" + _RAISE_GENERATION,
            rows,
        )
    _drain_after_commit()


def pending() -> QuerySet[QueueRow]:
    """The rows of entries that the index does not know in their last state."""
    return QueueRow.objects.filter(generation__gt=F("indexed"))


@dataclass(frozen=True)
class Waiting:
    """How many entries wait for the index, and since when the oldest of them."""

    count: int
    oldest: datetime | None


def waiting() -> Waiting:
    """How the queue is, for a monitor. One query."""
    found = pending().aggregate(count=Count("pk"), oldest=Min("queued_at"))
    return Waiting(found["count"], found["oldest"])


def drain(limit: int | None = None) -> int:
    """Index what is pending; return how many entries were written or taken away.

    Safe to call from any process at any time. What another process is writing is left to it:
    that process looks at the queue again after it let go.
    Raises EngineUnavailableError.
    """
    drained = 0
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


def write_entries(writer: IndexWriter, ids: list[int]) -> int:
    """Write the entries with these ids as they are in the database now.

    Those that have no place in the index are taken away. Returns how many have one.
    """
    documents = [analysed(each) for each in build_documents(ids, vocabulary.current())]
    found = {document.id for document in documents}
    writer.write(documents, [pk for pk in ids if pk not in found])
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
        drain(limit=DRAIN_AT_ONCE)
        left = pending().exists()
    except EngineUnavailableError as error:
        logger.warning("the search engine is away, the queue waits: %s", error)
        return
    if left and _background.acquire(blocking=False):
        # Not a daemon: a command that changed thousands of entries ends when they are indexed.
        threading.Thread(target=_drain_in_background, name="drain").start()


def _drain_in_background() -> None:
    try:
        drain()
    except EngineUnavailableError as error:
        logger.warning("the search engine is away, the queue waits: %s", error)
    finally:
        _background.release()
        connection.close()
