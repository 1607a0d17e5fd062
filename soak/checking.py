"""Is the index what the database says, and is nothing left behind of who was killed?"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from elasticsearch import Elasticsearch

from practices import vocabulary
from search import queue
from search.documents import all_ids, build_documents
from search.engines import current_engine
from search.engines.base import EngineBusyError
from search.models import DrainSlot, QueueRow

LET_GO = 10.0  # seconds that a database server gets to notice that a client is gone


@dataclass(frozen=True)
class Difference:
    """How the index differs from the database, in documents."""

    documents: int
    lost: int
    stale: int
    surplus: int
    doubled: int

    @property
    def total(self) -> int:
        """How many documents are not as they should be."""
        return self.lost + self.stale + self.surplus + self.doubled


def compare() -> Difference:
    """Compare every document in the index with the one that the database would give."""
    there = list(current_engine().fingerprints())
    times = Counter(pk for pk, _fingerprint in there)
    found = dict(there)
    wanted = {
        each.id: each.fingerprint for each in build_documents(all_ids(), vocabulary.current())
    }
    return Difference(
        documents=len(wanted),
        lost=len(wanted.keys() - found.keys()),
        stale=sum(found[pk] != wanted[pk] for pk in wanted.keys() & found.keys()),
        surplus=len(found.keys() - wanted.keys()),
        doubled=sum(number - 1 for number in times.values()),
    )


def settle(*, alone: bool = True) -> dict[str, Any]:
    """Drain once, as the next process would, and tell how it was before and is after.

    `alone` says that nobody else may be on the database now: who is, has died.

    `repaired` documents differed before the drain; `faults` names what is wrong after it, and
    is empty when all is well.
    """
    faults = []
    if alone and (lingering := _lingering()):
        faults.append(f"{lingering} connections of dead processes after {LET_GO} s")
    before = compare()
    waited = queue.pending().count()
    queue.drain()
    after = compare()
    if after.total:
        faults.append(f"the index differs: {asdict(after)}")
    if left := queue.pending().count():
        faults.append(f"{left} rows still wait")
    if ahead := QueueRow.objects.filter(indexed__gt=F("generation")).count():
        faults.append(f"{ahead} rows say that the index is ahead")
    if since := current_engine().behind_since():
        faults.append(f"the index is behind since {since}")
    faults += _locks() + _damage()
    return {
        "documents": after.documents,
        "waited": waited,
        "repaired": before.total,
        **{name: getattr(after, name) for name in ("lost", "stale", "surplus", "doubled")},
        "faults": faults,
    }


def indices_left() -> int:
    """How many indices there are on disk or in the cluster, in service or not."""
    address = settings.SEARCH_ADDRESS
    if address.engine == "embedded":
        return sum(path.is_dir() for path in settings.SEARCH_INDEX_DIR.iterdir())
    with Elasticsearch(list(address.hosts)) as client:
        return len(client.indices.get_alias(index=f"{address.prefix}-v*").body)


def _lingering() -> int:
    """Connections to our database beside our own; 0 on SQLite, which has none."""
    if connection.vendor != "postgresql":
        return 0
    deadline = time.monotonic() + LET_GO
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            (count,) = cursor.fetchone()
        if not count or time.monotonic() > deadline:
            return int(count)
        time.sleep(0.02)


def _locks() -> list[str]:
    """What cannot be had because a dead process still holds it."""
    held = []
    try:
        with current_engine().writer():
            pass
    except EngineBusyError as error:
        held.append(f"the index is locked: {error}")
    if connection.features.has_select_for_update_nowait:
        try:
            with transaction.atomic():
                list(DrainSlot.objects.select_for_update(nowait=True))
        except DatabaseError as error:
            held.append(f"a share of the queue is locked: {error}")
    return held


def _damage() -> list[str]:
    """What the database itself finds wrong with its files."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        told = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        told += [f"foreign key: {row}" for row in cursor.fetchall()]
    return told
