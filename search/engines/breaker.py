"""A server that gives no answer is left alone for a while, so that nobody waits for it in vain."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from search.engines.base import EngineUnavailableError

PAUSE = 10.0  # seconds


class NoAnswerError(EngineUnavailableError):
    """Nobody answered, or not in time."""


class Breaker:
    """Lets calls through until one gets no answer; then one call every `pause` seconds.

    One for each process. Without it every worker would wait for the time-out again and again,
    and pages that do not even search would find no worker free.
    """

    def __init__(self, pause: float = PAUSE, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._closed_until: float | None = None
        self._trying = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Make a call in here. Raises EngineUnavailableError at once while nobody may."""
        trial = self._admit()
        answered = True
        try:
            yield
        except NoAnswerError:
            answered = False
            raise
        finally:
            with self._lock:
                if trial:
                    self._trying = False
                if not answered:
                    self._closed_until = self._clock() + self._pause
                elif trial:
                    self._closed_until = None

    def _admit(self) -> bool:
        with self._lock:
            if self._closed_until is None:
                return False
            if self._trying or self._clock() < self._closed_until:
                raise EngineUnavailableError("gave no answer a moment ago; it is tried again soon")
            self._trying = True
            return True
