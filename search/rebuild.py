"""A new index beside the one in service, and mending the one in service."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from practices import vocabulary
from search import queue
from search.analysing import Pool, Texts
from search.documents import (
    IndexDocument,
    SearchDocument,
    all_ids,
    build_documents,
    index_document,
    texts_of,
)
from search.engines import current_engine
from search.engines.base import EngineUnavailableError, IndexWriter

logger = logging.getLogger(__name__)

BATCH = 500
# Below this many entries, starting other processes takes longer than they would save.
WORTH_A_POOL = 3_000

Progress = Callable[[int], object]


def _silent(count: int) -> None:
    return None


@dataclass(frozen=True)
class RebuildReport:
    entries: int
    documents: int


class RebuildFailedError(Exception):
    """The new index is not what it should be; the old one goes on serving."""


def rebuild(progress: Progress = _silent) -> RebuildReport:
    """Build a new index from the database and put it in service; the old one answers meanwhile.

    Changes made meanwhile go to the old index as always. Those that were drained since the
    start are written to the new one before the swap, and the last of them by the drain after
    it: the new index remembers since when, also if this process dies right here.
    Raises RebuildFailedError, EngineUnavailableError.
    """
    engine = current_engine()
    with engine.rebuilder() as rebuilder:
        ids = all_ids()
        counted = _Counted(rebuilder)
        _write_all(counted, ids, progress)
        for batch in _batches(list(queue.drained_since(rebuilder.behind_since()))):
            queue.write_entries(counted, batch)
        rebuilder.commit()
        found = rebuilder.documents()
        if found != len(counted.ids):
            raise RebuildFailedError(
                f"the new index holds {found} documents, {len(counted.ids)} were written to it"
            )
        rebuilder.swap()
    _drain_the_rest()
    return RebuildReport(entries=len(ids), documents=found)


class _Counted:
    """A writer that remembers which documents there must be."""

    def __init__(self, writer: IndexWriter) -> None:
        self._writer = writer
        self.ids: set[int] = set()

    def write(
        self,
        documents: Iterable[IndexDocument],
        deleted: Iterable[int],
        versions: Mapping[int, int],
    ) -> None:
        documents, deleted = list(documents), list(deleted)
        self._writer.write(documents, deleted, versions)
        self.ids.difference_update(deleted)
        self.ids.update(document.id for document in documents)

    def commit(self) -> None:
        self._writer.commit()


def roll_back() -> int:
    """Put the index before this one back in service, with what it missed since.

    Returns how many entries it had missed, as far as they are written already. Raises
    NoPreviousIndexError, EngineUnavailableError.
    """
    current_engine().roll_back()
    return _drain_the_rest()


def _drain_the_rest() -> int:
    """Write what the index that was just put in service missed; how many entries.

    It is in service whether this succeeds or not, and remembers what it missed.
    """
    try:
        missed = queue.catch_up()
        queue.drain()
    except EngineUnavailableError as error:
        logger.warning("what the index missed waits for the next drain: %s", error)
        return 0
    return missed


def _write_all(writer: IndexWriter, ids: list[int], progress: Progress) -> None:
    """Write the documents of all these entries."""
    if len(ids) < WORTH_A_POOL:
        for batch in _batches(ids):
            queue.write_entries(writer, batch)
            progress(len(batch))
        return
    terms = vocabulary.current()
    reading: deque[tuple[int, dict[int, int], list[SearchDocument]]] = deque()

    def texts() -> Iterator[list[Texts]]:
        for batch in _batches(ids):
            versions = queue.generations(batch)  # before the entries are read
            documents = list(build_documents(batch, terms))
            reading.append((len(batch), versions, documents))
            yield [texts_of(document) for document in documents]

    pool = Pool()
    try:
        for analysed in pool.map(texts()):
            entries, versions, documents = reading.popleft()
            writer.write(map(index_document, documents, analysed), [], versions)
            progress(entries)
    finally:
        pool.close()


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


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
        # An index may be ahead of the queue, after the database was put back from a copy; it
        # then takes nothing older. No entry has changed as often as there are seconds since 1970.
        queue.enqueue_ids([*missing, *stale, *surplus], at_least=int(time.time()))
        queue.drain()
    return ReconcileReport(len(ids), len(missing), len(stale), len(surplus))
