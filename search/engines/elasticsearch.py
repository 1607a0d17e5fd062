"""The engine for more than one machine: an Elasticsearch cluster.

What is decided about it, and why, is in docs/decisions/0005-elasticsearch.md.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from elasticsearch import NotFoundError

from search.address import SearchAddress
from search.engines.base import (
    EngineBusyError,
    EngineQuery,
    EngineResult,
    EngineUnavailableError,
    Health,
    SimilarQuery,
)
from search.engines.elasticsearch_client import Connection
from search.engines.elasticsearch_indices import Indices
from search.engines.elasticsearch_query import (
    all_search,
    ids_search,
    page_search,
    preference,
    similar_search,
    totals_search,
)
from search.engines.elasticsearch_reading import (
    QUERIES_A_REQUEST,
    all_hits,
    ids_of_each,
    result_of,
    words,
)
from search.engines.elasticsearch_writing import Rebuilder, Writer

# How long this process may not know that another one committed. Its own commits it knows.
KEEP_TOKEN = 1.0  # seconds

T = TypeVar("T")


class ElasticsearchEngine:
    """Search in a cluster. One object for a process, safe between threads."""

    def __init__(self, address: SearchAddress, timeout: float) -> None:
        self._connection = Connection(address, timeout)
        self._indices = Indices(self._connection)
        self._lock = threading.Lock()
        self._token: tuple[float, str] | None = None

    # --- searching --------------------------------------------------------------------

    def search(self, query: EngineQuery) -> EngineResult:
        """Answer a query from the index in service: one request, exact to the last count."""
        found = self._search(page_search(query), preference(query))
        return result_of(found, query.facets, with_bodies=bool(query.groups))

    def totals(self, queries: Sequence[EngineQuery]) -> list[int]:
        """How many documents each query matches, many queries in a request."""
        totals: list[int] = []
        for start in range(0, len(queries), QUERIES_A_REQUEST):
            some = queries[start : start + QUERIES_A_REQUEST]
            found = self._search(totals_search(some), "totals")["aggregations"]
            totals += [found[str(number)]["doc_count"] for number in range(len(some))]
        return totals

    def searches(self, queries: Sequence[EngineQuery]) -> list[tuple[int, ...]]:
        """The ids of each query, newest first, many queries in a request."""
        if queries:
            self._with_index(self._indices.state)
        return ids_of_each(self._connection, self._indices.read, map(ids_search, queries))

    def similar(self, query: SimilarQuery) -> tuple[int, ...]:
        """Entries like one another; equal ones in the order of the last confirmed."""
        if not query.terms and not query.values:
            return ()
        found = self._search(similar_search(query), f"e{query.exclude}")
        return tuple(int(hit["_id"]) for hit in found["hits"]["hits"])

    def vocabulary(self) -> Mapping[str, int]:
        """The words of all texts by their lemma. Parts of compounds are no words of a text."""
        return self._with_index(lambda: words(self._connection, self._indices.read))

    def matching_ids(self, query: EngineQuery) -> Iterator[int]:
        """The ids of all hits in order, however many, for an export."""
        for hit in self._all_hits(all_search(query)):
            yield int(hit["_id"])

    def fingerprints(self) -> Iterator[tuple[int, int]]:
        """(id, fingerprint) of every document in the index in service."""
        body = {
            "query": {"exists": {"field": "id"}},
            "sort": ["id"],
            "_source": False,
            "docvalue_fields": ["fingerprint"],
            "track_total_hits": False,
        }
        for hit in self._all_hits(body):
            yield int(hit["_id"]), hit["fields"]["fingerprint"][0]

    def generation(self) -> str:
        """The index in service and its last commit, at most `KEEP_TOKEN` seconds behind."""
        kept = self._token
        if kept is None or time.monotonic() - kept[0] > KEEP_TOKEN:
            asked_at = time.monotonic()
            token, _since = self._with_index(self._indices.state)
            self._token = kept = (asked_at, token)
        return kept[1]

    def health(self) -> Health:
        """Whether the cluster answers, and how many documents the index in service holds."""
        try:
            outdated = self._indices.outdated()
            with self._connection.asking() as client:
                found = client.count(
                    index=self._indices.read, query={"exists": {"field": "id"}}
                ).body
        except NotFoundError:
            return Health(available=True, detail="elasticsearch", rebuild_needed=True)
        except EngineUnavailableError as error:
            return Health(available=False, detail=str(error))
        return Health(
            available=True,
            documents=found["count"],
            detail="elasticsearch",
            rebuild_needed=outdated,
        )

    def _search(self, body: dict[str, Any], chosen_copy: str) -> dict[str, Any]:
        def ask() -> dict[str, Any]:
            with self._connection.asking() as client:
                return client.search(
                    index=self._indices.read,
                    body=body,
                    preference=chosen_copy,
                    allow_partial_search_results=False,
                ).body

        return self._with_index(ask)

    def _all_hits(self, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        def begin() -> tuple[Iterator[dict[str, Any]], list[dict[str, Any]]]:
            hits = all_hits(self._connection, self._indices.read, body)
            return hits, list(islice(hits, 1))

        rest, first = self._with_index(begin)
        yield from first
        yield from rest

    def _with_index(self, ask: Callable[[], T]) -> T:
        """Ask, and once more when there was no index yet."""
        try:
            return ask()
        except NotFoundError:
            with self._lock:
                self._indices.make_first()
        try:
            return ask()
        except NotFoundError:
            raise EngineUnavailableError(
                f"there is no alias {self._indices.read}; run manage.py rebuild_index"
            ) from None

    # --- writing ----------------------------------------------------------------------

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Write to the index in service; never busy, since versions settle who was last."""
        self._with_index(self._indices.state)
        try:
            yield Writer(self._connection, self._indices, self._indices.write)
        finally:
            self._token = None

    @contextmanager
    def rebuilder(self) -> Iterator[Rebuilder]:
        """Build a new index beside the one in service; nobody sees it before `swap`.

        Raises EngineBusyError when another process swapped, and took this index away, meanwhile.
        """
        rebuilder = Rebuilder(self._connection, self._indices)
        try:
            yield rebuilder
        except NotFoundError:
            raise EngineBusyError("another process has swapped meanwhile") from None
        finally:
            self._token = None
            if not rebuilder.offered:
                self._indices.delete(rebuilder.name)

    def roll_back(self) -> None:
        """Put the previous index back in service. Raises NoPreviousIndexError, EngineBusyError."""
        try:
            self._indices.roll_back()
        except NotFoundError:
            raise EngineBusyError("another process has swapped meanwhile") from None
        self._token = None

    def behind_since(self) -> datetime | None:
        """Since when the index in service may have missed what was drained."""
        return self._with_index(self._indices.state)[1]

    def caught_up(self, since: datetime) -> None:
        """All that was drained since then has been written to the index in service."""
        self._indices.caught_up(since)
        self._token = None

    def close(self) -> None:
        """Let go of the connections of this process."""
        self._connection.close()
