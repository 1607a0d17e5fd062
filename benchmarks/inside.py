"""Measurements inside one process, on the catalogue that DATA_DIR names.

Run as `python -m benchmarks.inside`; prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kennisplatform.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from wagtail.models import Page  # noqa: E402

from benchmarks.queries import MIX, ODD, PREFIXES  # noqa: E402
from practices import vocabulary  # noqa: E402
from practices.models import BestPractice, LearningNetwork  # noqa: E402
from search import finding, overall, queue  # noqa: E402
from search.asking import ask  # noqa: E402
from search.engines import current_engine  # noqa: E402
from search.query import FACET_PARAMETERS, SearchQuery  # noqa: E402

ROUNDS = 40


def times(action: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each of `rounds` calls, after three that do not count."""
    for _warm in range(3):
        action()
    taken = []
    for _round in range(rounds):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def p(taken: list[float], share: float) -> float:
    """A percentile, to a tenth of a millisecond."""
    return round(sorted(taken)[min(len(taken) - 1, int(len(taken) * share))], 1)


def pages() -> dict[str, Any]:
    """The page of results for each question of the mix, and where its time goes."""
    client = Client(headers={"host": "localhost"})
    result: dict[str, Any] = {}
    everything: list[float] = []
    for name, query_string in MIX.items():
        address = f"/zoeken/?{query_string}"

        def page(address: str = address) -> None:
            response = client.get(address)
            assert response.status_code == 200

        taken = times(page)
        everything += taken
        asked = ask(SearchQuery.parse(query_string), vocabulary.current(), FACET_PARAMETERS, 20)
        engine = times(lambda asked=asked: current_engine().search(asked.engine_query), ROUNDS // 2)
        if not query_string:  # the counts of this one are kept
            engine = times(lambda: ask(SearchQuery(), vocabulary.current(), FACET_PARAMETERS, 20))
        found = times(
            lambda query_string=query_string: finding.find(SearchQuery.parse(query_string)),
            ROUNDS // 2,
        )
        with CaptureQueriesContext(connection) as queries:
            page()
        result[name] = {
            "total": asked.result.total,
            "p50": p(taken, 0.5),
            "p95": p(taken, 0.95),
            "engine": p(engine, 0.5),
            "database": round(sum(float(q["time"]) for q in queries.captured_queries) * 1000, 1),
            "found": p(found, 0.5),
            "queries": len(queries.captured_queries),
        }
    result["alle"] = {"p50": p(everything, 0.5), "p95": p(everything, 0.95)}
    return result


def publishing() -> float:
    """The median of seconds from the click on publish to the entry being found."""
    network = LearningNetwork.objects.first()
    assert network is not None
    taken = []
    for number in range(7):
        word = f"meetwoord{number}x{os.getpid()}"
        made = BestPractice(
            title=f"Meting {word}", slug=f"meting-{word}", summary="Meting.", live=False
        )
        Page.objects.get(pk=network.pk).add_child(instance=made)
        made.external_id = f"gen-{word}"
        started = time.perf_counter()
        made.save_revision().publish()
        while finding.find(SearchQuery(text=word)).total != 1:
            time.sleep(0.01)
        taken.append(time.perf_counter() - started)
        made.delete()
    queue.drain()
    return round(statistics.median(taken), 2)


def main() -> None:
    """Measure and print."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"host": "localhost"})
    suggestions = [
        taken
        for prefix in PREFIXES
        for taken in times(
            lambda prefix=prefix: client.get("/zoeken/suggesties/", {"q": prefix}), 15
        )
    ]
    first = []
    for prefix in PREFIXES:  # and when nobody typed that beginning since the index changed
        for _round in range(5):
            overall.forget_totals()
            started = time.perf_counter()
            client.get("/zoeken/suggesties/", {"q": prefix})
            first.append((time.perf_counter() - started) * 1000)
    odd = {
        name: p(times(lambda text=text: client.get(f"/zoeken/?{text}"), 5), 1.0)
        for name, text in ODD.items()
    }
    json.dump(
        {
            "pages": pages(),
            "suggestions": {
                "p50": p(suggestions, 0.5),
                "p95": p(suggestions, 0.95),
                "first_p50": p(first, 0.5),
                "first_p95": p(first, 0.95),
            },
            "odd": odd,
            "publish": publishing(),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
