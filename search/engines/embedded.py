"""The embedded engine: tantivy, in a folder of its own, no server.

What stands in the folder is in embedded_folder.py. What the library
taught us is in docs/decisions/0002-embedded-engine.md.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import tantivy

from search.documents import IndexDocument
from search.engines.base import (
    BEGINNING,
    EngineBusyError,
    EngineQuery,
    EngineResult,
    EngineUnavailableError,
    Health,
    Order,
    SimilarQuery,
)
from search.engines.embedded_counts import FacetCounter
from search.engines.embedded_folder import IndexFolder
from search.engines.embedded_query import build_query, facet_queries, similar_query
from search.engines.embedded_schema import to_tantivy
from search.engines.embedded_search import by_date, by_relevance, integers, ranked

WRITER_MEMORY = 64_000_000  # bytes; the library asks for 15 MB at least
REBUILD_MEMORY = 80_000_000
NO_HITS: list[tantivy.DocAddress] = []


class EmbeddedEngine:
    """Search in a folder on this machine. One object for a process, safe between threads."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = IndexFolder(Path(folder))
        self._opened: tuple[int, str, tantivy.Index] | None = None
        self._lock = threading.Lock()
        self._counter = FacetCounter()

    # --- searching --------------------------------------------------------------------

    def search(self, query: EngineQuery) -> EngineResult:
        """Answer a query from the index in service, exact to the last count."""
        index = self._index()
        searcher = index.searcher()
        asked = build_query(index.schema, query)
        counting = self._counter.begin(searcher, list(facet_queries(index.schema, query, asked)))
        if not query.limit:
            (total,), found = self._counter.totals(searcher, [asked]), NO_HITS
        elif query.order is Order.RELEVANCE and query.groups:
            total, found = by_relevance(searcher, asked, query)
        else:
            total, found = by_date(searcher, asked, query)
        ids = integers(searcher, "id", found)
        return EngineResult(
            total=total,
            ids=tuple(ids),
            facets=counting,
            bodies={
                pk: searcher.doc(address)["body"][0].decode()
                for pk, address in zip(ids, found, strict=True)
            }
            if query.groups
            else {},
        )

    def totals(self, queries: Sequence[EngineQuery]) -> list[int]:
        """How many documents each query matches, counted side by side."""
        index = self._index()
        searcher = index.searcher()
        asked = [build_query(index.schema, query) for query in queries]
        return self._counter.totals(searcher, asked)

    def searches(self, queries: Sequence[EngineQuery]) -> list[tuple[int, ...]]:
        """The ids of each query, newest first, looked for side by side."""
        index = self._index()
        searcher = index.searcher()

        def ids(query: EngineQuery) -> tuple[int, ...]:
            dated = replace(query, order=Order.NEWEST)
            _total, found = by_date(searcher, build_query(index.schema, query), dated)
            return tuple(integers(searcher, "id", found))

        return self._counter.side_by_side(ids, queries)

    def similar(self, query: SimilarQuery) -> tuple[int, ...]:
        """Entries like one another; equal ones in the order of the last confirmed."""
        if not query.terms and not query.values:
            return ()
        index = self._index()
        searcher = index.searcher()
        hits = searcher.search(similar_query(index.schema, query), limit=query.limit * 4).hits
        best = ranked(searcher, hits)[: query.limit]
        return tuple(integers(searcher, "id", best))

    def vocabulary(self) -> Mapping[str, int]:
        """The words of all texts by their lemma. Parts of compounds are no words of a text."""
        return dict(self._index().searcher().terms_with_prefix("exact", ""))

    def matching_ids(self, query: EngineQuery) -> Iterator[int]:
        """The ids of all hits in order, however many, for an export."""
        index = self._index()
        searcher = index.searcher()
        if not searcher.num_docs:
            return
        field = "confirmed" if query.order is Order.CONFIRMED else "newest"
        found = searcher.search(
            build_query(index.schema, query),
            limit=searcher.num_docs,
            count=False,
            order_by_field=field,
            order=tantivy.Order.Asc if query.order is Order.OLDEST else tantivy.Order.Desc,
        )
        yield from integers(searcher, "id", [address for _key, address in found.hits])

    def fingerprints(self) -> Iterator[tuple[int, int]]:
        """(id, fingerprint) of every document in the index in service."""
        searcher = self._index().searcher()
        if not searcher.num_docs:
            return
        found = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs, count=False)
        addresses = [address for _score, address in found.hits]
        yield from zip(
            integers(searcher, "id", addresses),
            integers(searcher, "fingerprint", addresses),
            strict=True,
        )

    def generation(self) -> str:
        """The index in service and the state of its segments."""
        name = self._folder.current()
        meta = self._folder.path / name / "meta.json"
        try:
            stat = meta.stat()
        except FileNotFoundError:
            return name
        return f"{name}:{stat.st_mtime_ns}:{stat.st_size}"

    def health(self) -> Health:
        """Whether an index can be opened, and how many documents it holds."""
        if self._folder.unusable():
            return Health(available=True, detail="embedded", rebuild_needed=True)
        try:
            documents = self._index().searcher().num_docs
            since = self.behind_since()
        except (EngineUnavailableError, OSError, ValueError) as error:  # ValueError: damaged files
            return Health(available=False, detail=str(error))
        return Health(
            available=True,
            documents=documents,
            detail="embedded",
            rebuild_needed=since == BEGINNING,
        )

    def close(self) -> None:
        """Let go of the index of this process."""
        self._opened = None

    # --- writing ----------------------------------------------------------------------

    @contextmanager
    def writer(self) -> Iterator[_Writer]:
        """Hold the only writer of the index in service.

        Raises EngineBusyError at once when another process or thread holds it.
        """
        while True:
            name = self._folder.current()
            index = self._index()
            try:
                inner = index.writer(heap_size=WRITER_MEMORY, num_threads=1)
            except ValueError as error:
                if "LockBusy" in str(error):
                    raise EngineBusyError("another process is writing") from None
                if self._folder.current() == name:
                    raise
                continue  # it was put aside and taken away just now
            # Whoever gets the writer after a swap must not write to what was put aside.
            if self._folder.current() == name:
                break
            inner.wait_merging_threads()
        # What a killed process wrote and did not commit: a commit that gives a file the same
        # name would fail, again and again.
        inner.garbage_collect_files()
        yield from _lend(_Writer(index, inner, lambda: self._folder.current() == name))

    @contextmanager
    def rebuilder(self) -> Iterator[_Rebuilder]:
        """Build a new index in a folder of its own; nobody sees it before `swap`.

        Raises EngineBusyError at once when another process rebuilds.
        """
        with self._folder.rebuilding():
            name, index = self._folder.new()
            inner = index.writer(heap_size=REBUILD_MEMORY, num_threads=1)
            rebuilder = _Rebuilder(index, inner, self._folder, name)
            try:
                yield from _lend(rebuilder)
            finally:
                if not rebuilder.offered:
                    self._folder.drop(name)

    def roll_back(self) -> None:
        """Put the previous index back in service. Raises NoPreviousIndexError, EngineBusyError."""
        with self._folder.rebuilding():
            self._folder.roll_back()

    def behind_since(self) -> datetime | None:
        """Since when the index in service may have missed what was drained."""
        return self._folder.behind_since()

    def caught_up(self, since: datetime) -> None:
        """All that was drained since then has been written to the index in service."""
        self._folder.caught_up(since)

    # --- opening ----------------------------------------------------------------------

    def _index(self) -> tantivy.Index:
        """The index in service, as it is now. Opened after a fork, never before it."""
        name = self._folder.current()
        opened = self._opened
        if opened is None or opened[:2] != (os.getpid(), name):
            with self._lock:
                opened = (os.getpid(), name, self._open(name))
                self._opened = opened
        index = opened[2]
        index.reload()
        return index

    def _open(self, name: str) -> tantivy.Index:
        path = self._folder.path / name
        try:
            index = tantivy.Index.open(str(path))
            index.config_reader(reload_policy="manual")
        except ValueError as error:
            raise EngineUnavailableError(f"the index cannot be opened: {error}") from error
        return index


class _Writer:
    def __init__(
        self, index: tantivy.Index, inner: tantivy.IndexWriter, in_service: Callable[[], bool]
    ) -> None:
        self._schema = index.schema
        self._inner = inner
        self._in_service = in_service

    def write(
        self,
        documents: Iterable[IndexDocument],
        deleted: Iterable[int],
        versions: Mapping[int, int],
    ) -> None:
        for pk in deleted:
            self._inner.delete_documents_by_term("id", pk)
        for document in documents:
            self._inner.delete_documents_by_term("id", document.id)
            self._inner.add_document(to_tantivy(document, self._schema))

    def commit(self) -> None:
        self._inner.commit()
        # What was written to an index that was put aside meanwhile is not findable: it must not
        # be marked as indexed, or the new one never gets it.
        if not self._in_service():
            raise EngineBusyError("the index was put aside meanwhile")

    def close(self) -> None:
        # Without waiting, merges are cut off and segments pile up.
        self._inner.wait_merging_threads()


class _Rebuilder(_Writer):
    def __init__(
        self, index: tantivy.Index, inner: tantivy.IndexWriter, folder: IndexFolder, name: str
    ) -> None:
        super().__init__(index, inner, lambda: True)  # it is not in service by design
        self._index = index
        self._folder = folder
        self._name = name
        self._begun = datetime.now(UTC)
        self.offered = False

    def behind_since(self) -> datetime:
        return self._begun

    def documents(self) -> int:
        self._index.reload()
        return self._index.searcher().num_docs

    def swap(self) -> None:
        # Before it is done: whatever interrupts it, an index in service is never dropped.
        self.offered = True
        self._folder.put_in_service(self._name)
        self._folder.clean_up()


W = TypeVar("W", bound=_Writer)


def _lend(writer: W) -> Iterator[W]:
    try:
        yield writer
    finally:
        writer.close()
