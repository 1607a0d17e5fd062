"""The speller of this process: made from the words of the index, and made anew now and then.

A vocabulary hardly changes with one entry, and making a speller takes tenths of a second for a
large index, and seconds when a cluster is slow. So it is made in a thread of its own and kept
while the index changes, for at most `KEEP`; what it proposes is always checked against the index
before a reader sees it.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from search import patience
from search.engines import current_engine
from search.engines.base import EngineUnavailableError, SearchEngine
from search.spelling import Speller

logger = logging.getLogger(__name__)

KEEP = 300.0  # seconds
FOR_A_NEWER_ONE = 0.5  # seconds that somebody waits who has an older one


@dataclass(frozen=True)
class _Kept:
    engine: SearchEngine
    generation: str
    made_at: float
    speller: Speller


_lock = threading.Lock()
_kept: _Kept | None = None
_making: tuple[SearchEngine, Future[_Kept]] | None = None


def current_speller() -> Speller:
    """A speller for the index in service, at most `KEEP` seconds behind it.

    Raises EngineUnavailableError, also when the first one is not made in time for this page.
    """
    engine = current_engine()
    kept = _kept
    if kept is None or kept.engine is not engine:
        try:
            return _begin(engine).result(patience.left()).speller
        except TimeoutError:
            raise EngineUnavailableError("the words of the index are not read yet") from None
    if not _is_old(kept):
        return kept.speller
    try:
        return _begin(engine).result(FOR_A_NEWER_ONE).speller
    except (TimeoutError, EngineUnavailableError) as error:
        logger.info("an older speller is used: %s", error)
        return kept.speller


def _is_old(kept: _Kept) -> bool:
    small = len(kept.speller) < 5_000  # quickly made: a new site learns its first words at once
    return (small or time.monotonic() - kept.made_at > KEEP) and (
        kept.engine.generation() != kept.generation
    )


def _begin(engine: SearchEngine) -> Future[_Kept]:
    """The making of a speller: the one under way, or else a new one."""
    global _making
    with _lock:
        if _making is None or _making[0] is not engine or _making[1].done():
            _making = engine, _thread().submit(_make, engine)
        return _making[1]


@cache
def _thread() -> ThreadPoolExecutor:
    # Made at the first use: threads do not survive the fork of a web server.
    return ThreadPoolExecutor(1, thread_name_prefix="speller")


def _make(engine: SearchEngine) -> _Kept:
    global _kept
    generation = engine.generation()
    _kept = made = _Kept(engine, generation, time.monotonic(), Speller(engine.vocabulary()))
    return made
