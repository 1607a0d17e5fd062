"""What is counted over the whole catalogue, kept as long as it holds.

Counting every facet under no filter is the dearest question there is, and the first page, the
home page and suggestions all ask it. How often a word is found is asked at every key that
somebody types.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Min
from django.utils import timezone

from practices.visibility import visible
from search.analysis import QueryGroup
from search.engines import current_engine
from search.engines.base import EngineQuery, SearchEngine
from search.query import FACET_PARAMETERS

Counts = Mapping[str, Mapping[str, int]]
FOREVER = float("inf")
MAX_TOTALS = 20_000


@dataclass(frozen=True)
class _Kept:
    engine: SearchEngine
    generation: str
    until: float  # the first moment at which an entry expires
    counts: Counts
    totals: dict[tuple[QueryGroup, ...], int] = field(default_factory=dict)


_lock = threading.Lock()
_kept: _Kept | None = None


def overall_counts() -> Counts:
    """The counts by facet, exact: made anew when the index changed or an entry expired."""
    return _current().counts


def word_totals(queries: Sequence[EngineQuery]) -> list[int]:
    """How many documents each query for words (without filters) matches, exact as well."""
    kept = _current()
    keys = [query.groups for query in queries]
    found = {key: kept.totals.get(key) for key in keys}
    new = {key: query for key, query in zip(keys, queries, strict=True) if found[key] is None}
    if new:
        counted = dict(zip(new, kept.engine.totals(list(new.values())), strict=True))
        if len(kept.totals) > MAX_TOTALS:
            kept.totals.clear()
        kept.totals.update(counted)
        found.update(counted)
    return [found[key] or 0 for key in keys]


def forget_totals() -> None:
    """Count words anew: for measurements."""
    _current().totals.clear()


def _current() -> _Kept:
    global _kept
    engine = current_engine()
    generation = engine.generation()
    kept = _kept
    if kept is None or not _holds(kept, engine, generation):
        with _lock:
            kept = _kept
            if kept is None or not _holds(kept, engine, generation):
                _kept = kept = _count(engine, generation)
    return kept


def _holds(kept: _Kept, engine: SearchEngine, generation: str) -> bool:
    return (
        kept.engine is engine
        and kept.generation == generation
        and timezone.now().timestamp() < kept.until
    )


def _count(engine: SearchEngine, generation: str) -> _Kept:
    now = timezone.now()
    first = visible().filter(expire_at__gt=now).aggregate(first=Min("expire_at"))["first"]
    asked = EngineQuery(facets=FACET_PARAMETERS, limit=0, now=int(now.timestamp()))
    until = int(first.timestamp()) if first else FOREVER
    return _Kept(engine, generation, until, engine.search(asked).facets)
