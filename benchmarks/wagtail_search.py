"""Wagtail's own search with `.facet()`, on the database that DATABASE_URL names.

Run as `python -m benchmarks.wagtail_search`; indexes what is not indexed yet and prints one line
of JSON. The fields are chosen in this process only: the platform leaves Wagtail's search to the
admin, where titles are enough.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from threading import Timer
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kennisplatform.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, connection  # noqa: E402
from django.db.models import Q, QuerySet  # noqa: E402
from wagtail.models import Page  # noqa: E402
from wagtail.search import index  # noqa: E402
from wagtail.search.backends import get_search_backend  # noqa: E402
from wagtail.search.models import IndexEntry  # noqa: E402
from wagtail.search.query import MATCH_ALL, Phrase, PlainText  # noqa: E402

from benchmarks.queries import MIX  # noqa: E402
from practices.models import Entry  # noqa: E402
from search.query import SearchQuery  # noqa: E402

SECONDS = 60.0  # what is asked of the database is ended after it
ROUNDS = 7
ENOUGH = 10.0  # seconds: what took longer in all is not asked again
HITS = 20

TEXTS = ("summary", "background", "preconditions", "lessons_learned", "next_steps")
# The facets of ours that `.facet()` can count, and by which column.
FACETS = {
    "soort": "content_type_id",
    "sector": "sectors",
    "regio": "regions",
    "thema": "themes",
    "doelgroep": "audiences",
    "programma": "programmes",
    "organisatie": "lead_organisation_id",
    "trefwoord": "tags__slug",
}
# How the values of our query string are found in the database; a region with what lies in it.
CHOSEN_BY = {
    "soort": ("content_type__model",),
    "sector": ("sectors__slug",),
    "regio": ("regions__code", "regions__parent__code", "regions__parent__parent__code"),
}
PAGE_TYPES = {"scholing": "training"}


def prepare() -> float:
    """Give entries their fields and index what is not; seconds that Wagtail's command took."""
    columns = [name.removesuffix("_id") for name in FACETS.values() if name != "content_type_id"]
    Entry.search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in TEXTS),
        *(index.FilterField(name) for name in columns),
    ]
    if IndexEntry.objects.count() >= Entry.objects.count():
        return 0.0
    started = time.monotonic()
    call_command("update_index", verbosity=0)
    return round(time.monotonic() - started, 1)


def measure() -> dict[str, Any]:
    """For each question: the total, and the milliseconds of hits, total and all facets."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", [int(SECONDS * 1000)])
    return {name: ask(SearchQuery.parse(text)) for name, text in MIX.items()}


def ask(query: SearchQuery) -> dict[str, Any]:
    """One question. A part that was ended has `None` for its milliseconds."""
    words: Any = MATCH_ALL
    if query.text:
        quoted = query.text.startswith('"')
        words = Phrase(query.text.strip('"')) if quoted else PlainText(query.text, operator="and")
    backend = get_search_backend()
    entries = chosen(query)

    def hits() -> None:
        list(backend.search(words, entries)[:HITS])

    def count() -> int:
        found: int = backend.search(words, entries).count()
        return found

    def facets() -> None:
        # Each facet under the choices in the others. Without the order, which costs and which
        # nobody sees in a count.
        for facet, column in FACETS.items():
            others = chosen(query, without=facet)
            backend.search(words, others, order_by_relevance=False).facet(column)

    taken = {
        "hits": limited(hits),
        "count": limited(count),
        "facets": limited(facets),
    }
    total = count() if taken["count"] is not None else None
    return {"total": total, **taken}


def chosen(query: SearchQuery, without: str = "") -> QuerySet[Entry]:
    """The live entries under the chosen values of a question, but for one facet."""
    entries = Entry.objects.filter(live=True)
    for parameter, values in query.facets:
        if parameter == without:
            continue
        # Wagtail refuses conditions on other tables; a subquery on the primary key it takes.
        found = Q()
        for path in CHOSEN_BY[parameter]:
            found |= Q(**{f"{path}__in": [PAGE_TYPES.get(value, value) for value in values]})
        entries = entries.filter(pk__in=Entry.objects.filter(found).values("pk"))
    return entries


def limited(action: Callable[[], object]) -> dict[str, float] | None:
    """The median and the slowest of a few rounds, in milliseconds; None when one was ended.

    SQLite is interrupted; PostgreSQL ends it by itself (`statement_timeout`).
    """
    connection.ensure_connection()
    opened = connection.connection  # in the thread of the timer Django would give another one
    end = opened.interrupt if connection.vendor == "sqlite" else lambda: None
    taken: list[float] = []
    while len(taken) < ROUNDS and sum(taken) < ENOUGH * 1000:
        timer = Timer(SECONDS, end)
        started = time.perf_counter()
        timer.start()
        try:
            action()
        except OperationalError:
            return None
        finally:
            timer.cancel()
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    return {"p50": round(taken[len(taken) // 2], 1), "slowest": round(taken[-1], 1)}


if __name__ == "__main__":
    seconds = prepare()
    json.dump(
        {"index_seconds": seconds, "facets": list(FACETS), "questions": measure()}, sys.stdout
    )
