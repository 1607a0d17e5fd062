"""The page of results on the embedded engine, against the bare `_search` request for the same.

Run as `python -m benchmarks.against ADDRESS`, with in ADDRESS (as `SEARCH_URL`) a cluster that
holds the catalogue of DATA_DIR; prints one line of JSON. One takes turns with the other, so that
what else the machine does is shared alike.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from benchmarks.inside import p  # first: it sets Django up
from benchmarks.queries import MIX
from practices import vocabulary
from search.address import SearchAddress
from search.asking import ask
from search.engines import current_engine
from search.engines.base import EngineQuery
from search.engines.elasticsearch_client import Connection
from search.engines.elasticsearch_indices import Indices
from search.engines.elasticsearch_query import page_search, preference
from search.engines.elasticsearch_reading import result_of
from search.query import FACET_PARAMETERS, SearchQuery

ROUNDS = 40
# A Java program becomes fast by being used; what it does in the first minute is no measure.
WARM_ROUNDS = 30


class BareSearch:
    """The request that the engine sends for a page, over a connection that stays open."""

    def __init__(self, address: SearchAddress) -> None:
        indices = Indices(Connection(address, settings.SEARCH_TIMEOUT))
        self._path = f"/{indices.read}/_search?"
        self._http = HTTPConnection(address.hosts[0].partition("://")[2])

    def post(self, query: EngineQuery) -> tuple[float, bytes]:
        """Milliseconds from sending the body to having read the answer, and the answer as sent.

        Making the body and reading the JSON are left out of the time.
        """
        asked = {"preference": preference(query), "allow_partial_search_results": "false"}
        path = self._path + urlencode(asked)
        body = json.dumps(page_search(replace(query, now=int(time.time()))))
        started = time.perf_counter()
        self._http.request("POST", path, body, {"Content-Type": "application/json"})
        response = self._http.getresponse()
        answer = response.read()
        taken = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise RuntimeError(f"_search: {response.status} {answer[:500]!r}")
        return taken, answer


def compare(address: SearchAddress) -> dict[str, Any]:
    """p50 and p95 of both for each question of the mix, and of all together."""
    bare = BareSearch(address)
    client = Client(headers={"host": "localhost"})
    asked = {
        name: ask(SearchQuery.parse(query_string), vocabulary.current(), FACET_PARAMETERS, 20)
        for name, query_string in MIX.items()
    }
    for _warm in range(WARM_ROUNDS):
        for each in asked.values():
            bare.post(each.engine_query)
    result: dict[str, Any] = {}
    every_page: list[float] = []
    every_request: list[float] = []
    for name, query_string in MIX.items():
        query = asked[name].engine_query
        same(query, bare.post(query)[1])

        def page(address: str = f"/zoeken/?{query_string}") -> None:
            response = client.get(address)
            assert response.status_code == 200

        taken_by_page, taken_by_request = [], []
        for number in range(ROUNDS + 3):
            one, other = timed(page), bare.post(query)[0]
            if number >= 3:
                taken_by_page.append(one)
                taken_by_request.append(other)
        every_page += taken_by_page
        every_request += taken_by_request
        result[name] = {
            "total": asked[name].result.total,
            "page": both(taken_by_page),
            "request": both(taken_by_request),
        }
    result["alle"] = {"page": both(every_page), "request": both(every_request)}
    return result


def same(query: EngineQuery, answer: bytes) -> None:
    """Stop when the cluster finds or counts anything else than the embedded engine."""
    theirs = result_of(json.loads(answer), query.facets, with_bodies=bool(query.groups))
    ours = current_engine().search(query)
    if (theirs.total, theirs.facets) != (ours.total, ours.facets):
        sys.exit(f"{query}: {theirs.total} en {ours.total} hits, of andere aantallen")


def timed(action: Callable[[], object]) -> float:
    """Milliseconds that it takes."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def both(taken: list[float]) -> dict[str, float]:
    """The median and the 95th percentile."""
    return {"p50": p(taken, 0.5), "p95": p(taken, 0.95)}


if __name__ == "__main__":
    settings.ALLOWED_HOSTS = ["*"]
    json.dump(compare(SearchAddress.parse(sys.argv[1])), sys.stdout)
