"""Reading answers of the cluster: a page, all hits in batches, all words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from search.engines.base import EngineResult, EngineUnavailableError
from search.engines.elasticsearch_client import Connection

BATCH = 5_000  # hits or words in one answer
READING = 20.0  # seconds more than a search, for an answer of that size
KEEP_OPEN = "2m"
QUERIES_A_REQUEST = 100


def result_of(found: dict[str, Any], facets: Sequence[str], *, with_bodies: bool) -> EngineResult:
    """The answer to the search of a page as plain values."""
    hits = found["hits"]["hits"]
    counts = {
        name: {bucket["key"]: bucket["doc_count"] for bucket in group[name]["buckets"]}
        for group in found.get("aggregations", {}).values()
        for name in facets
        if name in group
    }
    return EngineResult(
        total=found["hits"]["total"]["value"],
        ids=tuple(int(hit["_id"]) for hit in hits),
        facets={name: counts[name] for name in facets},
        bodies={int(hit["_id"]): hit["_source"]["body"] for hit in hits} if with_bodies else {},
    )


def all_hits(connection: Connection, index: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every hit of a search, in its order, as the index was when the first one was asked for."""
    with connection.asking(READING) as client:
        point = client.open_point_in_time(index=index, keep_alive=KEEP_OPEN)["id"]
    try:
        body = {**body, "size": BATCH, "pit": {"id": point, "keep_alive": KEEP_OPEN}}
        while True:
            with connection.asking(READING) as client:
                hits = client.search(body=body, allow_partial_search_results=False).body["hits"][
                    "hits"
                ]
            yield from hits
            if len(hits) < BATCH:
                break
            body = {**body, "search_after": hits[-1]["sort"]}
    finally:
        # When nobody answers now, it ends by itself.
        with suppress(EngineUnavailableError), connection.asking() as client:
            client.options(ignore_status=404).close_point_in_time(id=point)


def ids_of_each(
    connection: Connection, index: str, searches: Iterable[dict[str, Any]]
) -> list[tuple[int, ...]]:
    """The ids of the hits of each search, in its order. Raises EngineUnavailableError."""
    found: list[tuple[int, ...]] = []
    waiting = iter(searches)
    while some := list(islice(waiting, QUERIES_A_REQUEST)):
        lines = [line for body in some for line in ({"allow_partial_search_results": False}, body)]
        with connection.asking(READING) as client:
            answers = client.msearch(index=index, searches=lines).body["responses"]
        for answer in answers:
            if "error" in answer:
                raise EngineUnavailableError(f"a search of many failed: {answer['status']}")
            found.append(tuple(int(hit["_id"]) for hit in answer["hits"]["hits"]))
    return found


def words(connection: Connection, index: str) -> dict[str, int]:
    """Every word of all texts, with the number of documents it stands in."""
    found: dict[str, int] = {}
    composite: dict[str, Any] = {
        "size": BATCH,
        "sources": [{"word": {"terms": {"field": "words"}}}],
    }
    while True:
        with connection.asking(READING) as client:
            answer = client.search(
                index=index,
                body={"size": 0, "aggs": {"words": {"composite": composite}}},
                allow_partial_search_results=False,
            ).body["aggregations"]["words"]
        found.update((bucket["key"]["word"], bucket["doc_count"]) for bucket in answer["buckets"])
        if "after_key" not in answer:
            return found
        composite["after"] = answer["after_key"]
