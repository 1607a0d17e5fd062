"""Writing to the cluster in bulk, each document with the version that the queue gave it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from elasticsearch import NotFoundError
from elasticsearch.helpers import streaming_bulk

from search.documents import IndexDocument
from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch_client import Connection
from search.engines.elasticsearch_indices import MAKING, Indices
from search.engines.elasticsearch_schema import to_source

logger = logging.getLogger(__name__)

CHUNK_BYTES = 10_000_000
SECONDS_EACH = 0.05  # what a document may take beyond the time-out of a search
STALE, MISSING = 409, 404
_AWAY = (403, 429, 502, 503, 504)  # of one document: a full disk, a busy node, no copy to write to


class Writer:
    """Writes through an alias. Any number of processes may: an older version never wins."""

    def __init__(self, connection: Connection, indices: Indices, alias: str) -> None:
        self._connection = connection
        self._indices = indices
        self._alias = alias
        self._uncommitted = 0
        self.stale = 0  # writes that the index had newer already

    def write(
        self,
        documents: Iterable[IndexDocument],
        deleted: Iterable[int],
        versions: Mapping[int, int],
    ) -> None:
        actions = list(self._actions(documents, deleted, versions))
        self._uncommitted += len(actions)
        with self._connection.asking(len(actions) * SECONDS_EACH) as client:
            answers = streaming_bulk(
                client,
                actions,
                max_chunk_bytes=CHUNK_BYTES,
                raise_on_error=False,
                require_alias=True,
            )
            for done, answer in answers:
                if not done:
                    self._refused(*next(iter(answer.items())))

    def commit(self) -> None:
        with self._connection.asking(self._uncommitted * SECONDS_EACH) as client:
            client.indices.refresh(index=self._alias)
        self._uncommitted = 0
        # After the refresh: who reads the new token finds what was committed.
        self._indices.note_commit(self._alias)

    def _actions(
        self,
        documents: Iterable[IndexDocument],
        deleted: Iterable[int],
        versions: Mapping[int, int],
    ) -> Iterator[dict[str, Any]]:
        for pk in deleted:
            yield {"_op_type": "delete", **self._address(pk, versions)}
        for document in documents:
            yield {**self._address(document.id, versions), "_source": to_source(document)}

    def _address(self, pk: int, versions: Mapping[int, int]) -> dict[str, Any]:
        return {
            "_index": self._alias,
            "_id": str(pk),
            "version": versions.get(pk, 0),
            "version_type": "external",
        }

    def _refused(self, kind: str, answer: Mapping[str, Any]) -> None:
        """What became of one document that was not written."""
        status, error = answer["status"], answer.get("error", {})
        if status == STALE:
            self.stale += 1
            logger.debug("the index has %s in a newer state already", answer["_id"])
        elif status == MISSING and kind == "delete" and not error:
            pass  # it was not there
        elif status in _AWAY or status == MISSING:
            raise EngineUnavailableError(f"{status} {error.get('type', '')}")
        else:
            raise ValueError(f"document {answer['_id']} was refused: {status} {error}")


class Rebuilder(Writer):
    """Writes to an index that is not in service yet."""

    def __init__(self, connection: Connection, indices: Indices) -> None:
        self.name, alias = indices.make()
        super().__init__(connection, indices, alias)
        self.offered = False  # what was offered is not deleted by who made it

    def behind_since(self) -> datetime:
        return datetime.strptime(f"{self.name[-20:]}+0000", "%Y%m%d%H%M%S%f%z")

    def documents(self) -> int:
        with self._connection.asking(MAKING) as client:
            found = client.count(index=self._alias, query={"exists": {"field": "id"}})
        return int(found["count"])

    def swap(self) -> None:
        # Before it is tried: when no answer comes, it may be in service all the same.
        self.offered = True
        self._indices.put_in_service(self.name)
        try:
            self._indices.clean_up()
        except (EngineUnavailableError, NotFoundError) as error:
            # The new one is in service; the next rebuild takes away what is left.
            logger.warning("indices of before were not taken away: %s", error)
