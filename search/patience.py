"""How long whoever asks for a page waits for the search engine, over all that the page asks it.

A time-out for each question is not enough: a page that asks ten questions of a slow cluster would
keep its thread for ten times as long, and soon no thread would be free.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """What is asked in here has so long altogether; a limit around it does not count."""
    token = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(token)


def left() -> float | None:
    """The seconds that are left, perhaps none; None when nobody waits (a worker, a command)."""
    until = _until.get()
    return None if until is None else max(0.0, until - time.monotonic())
