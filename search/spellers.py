"""The speller of this process: made from the words of the index, and made anew now and then.

A vocabulary hardly changes with one entry, and making a speller takes tenths of a second for a
large index. So a speller is kept while the index changes, for at most `KEEP`; what it proposes
is always checked against the index before a reader sees it.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from search.engines import current_engine
from search.engines.base import SearchEngine
from search.spelling import Speller

KEEP = 300.0  # seconds


@dataclass(frozen=True)
class _Kept:
    engine: SearchEngine
    generation: str
    made_at: float
    speller: Speller


_lock = threading.Lock()
_kept: _Kept | None = None


def current_speller() -> Speller:
    """A speller for the index in service, at most `KEEP` seconds behind it."""
    global _kept
    engine = current_engine()
    kept = _kept
    if kept is None or kept.engine is not engine:
        with _lock:
            kept = _kept
            if kept is None or kept.engine is not engine:
                _kept = kept = _make(engine)
        return kept.speller
    if _is_old(kept) and _lock.acquire(blocking=False):
        # One thread makes the next one while the others go on with this one.
        try:
            _kept = kept = _make(engine)
        finally:
            _lock.release()
    return kept.speller


def _is_old(kept: _Kept) -> bool:
    small = len(kept.speller) < 5_000  # quickly made: a new site learns its first words at once
    return (small or time.monotonic() - kept.made_at > KEEP) and (
        kept.engine.generation() != kept.generation
    )


def _make(engine: SearchEngine) -> _Kept:
    generation = engine.generation()
    return _Kept(engine, generation, time.monotonic(), Speller(engine.vocabulary()))
