"""A new index beside the one in service, and mending the one in service."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from practices import vocabulary
from search import queue
from search.analysing import Pool, Texts
from search.documents import SearchDocument, all_ids, build_documents, index_document, texts_of
from search.engines import current_engine
from search.engines.base import EngineBusyError, IndexWriter
from search.models import QueueRow

BATCH = 500
# Below this many entries, starting other processes takes longer than they would save.
WORTH_A_POOL = 3_000
# A drain notes the time just after it wrote; this covers clocks that differ a little.
CLOCK_MARGIN = timedelta(minutes=1)
WAIT_FOR_WRITER = 60  # seconds

Progress = Callable[[int], object]


def _silent(count: int) -> None:
    return None


@dataclass(frozen=True)
class RebuildReport:
    entries: int
    documents: int


def rebuild(progress: Progress = _silent) -> RebuildReport:
    """Build a new index from the database and put it in service; the old one answers meanwhile.

    Changes made meanwhile go to the old index as always. At the end, while no drain can run,
    the entries that were drained since the start are written to the new index once more.
    """
    engine = current_engine()
    started = timezone.now()
    ids = all_ids()
    with engine.rebuilder() as rebuilder:
        documents = _write_all(rebuilder, ids, progress)
        with _no_drains():
            for batch in _batches(list(_drained_since(started))):
                queue.write_entries(rebuilder, batch)
            rebuilder.commit()
            rebuilder.swap()
    queue.drain()
    return RebuildReport(entries=len(ids), documents=documents)


def _write_all(writer: IndexWriter, ids: list[int], progress: Progress) -> int:
    """Write the documents of all these entries; returns how many there are."""
    if len(ids) < WORTH_A_POOL:
        written = 0
        for batch in _batches(ids):
            written += queue.write_entries(writer, batch)
            progress(len(batch))
        return written
    terms = vocabulary.current()
    reading: deque[tuple[int, list[SearchDocument]]] = deque()

    def texts() -> Iterator[list[Texts]]:
        for batch in _batches(ids):
            documents = list(build_documents(batch, terms))
            reading.append((len(batch), documents))
            yield [texts_of(document) for document in documents]

    written = 0
    pool = Pool()
    try:
        for analysed in pool.map(texts()):
            entries, documents = reading.popleft()
            writer.write(map(index_document, documents, analysed), [])
            written += len(documents)
            progress(entries)
    finally:
        pool.close()
    return written


def _drained_since(moment: datetime) -> Iterator[int]:
    yield from QueueRow.objects.filter(
        Q(drained_at__gte=moment - CLOCK_MARGIN) | Q(generation__gt=F("indexed"))
    ).values_list("entry_id", flat=True)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


class _no_drains:  # reads as a statement: with _no_drains()
    """Hold the writer of the index in service, so that nothing is drained into it."""

    def __enter__(self) -> None:
        deadline = time.monotonic() + WAIT_FOR_WRITER
        while True:
            try:
                self._held = current_engine().writer()
                self._held.__enter__()
                return
            except EngineBusyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def __exit__(self, *exception: object) -> None:
        self._held.__exit__(None, None, None)


@dataclass(frozen=True)
class ReconcileReport:
    compared: int
    missing: int
    stale: int
    surplus: int

    @property
    def mended(self) -> int:
        """How many entries were queued because index and database differed."""
        return self.missing + self.stale + self.surplus


def reconcile(progress: Progress = _silent) -> ReconcileReport:
    """Compare every document with the database and mend what differs."""
    queue.drain()
    indexed = dict(current_engine().fingerprints())
    missing: list[int] = []
    stale: list[int] = []
    ids = all_ids()
    for batch in _batches(ids):
        for document in build_documents(batch, vocabulary.current()):
            known = indexed.pop(document.id, None)
            if known is None:
                missing.append(document.id)
            elif known != document.fingerprint:
                stale.append(document.id)
        progress(len(batch))
    surplus = list(indexed)
    if missing or stale or surplus:
        queue.enqueue_ids([*missing, *stale, *surplus])
        queue.drain()
    return ReconcileReport(len(ids), len(missing), len(stale), len(surplus))
