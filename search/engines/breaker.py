"""A server that gives no answer is left alone for a while, so that nobody waits for it in vain."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import inf

from search.engines.base import EngineUnavailableError

SHORTEST, LONGEST = 1.0, 10.0  # seconds


class NoAnswerError(EngineUnavailableError):
    """Nobody answered, or not in time."""


class Breaker:
    """Lets calls through until one gets no answer; then one call after every pause.

    One for each process. Without it every worker would wait for the time-out again and again,
    and pages that do not even search would find no worker free. The pauses grow: a cluster that
    turns to another node is asked again within a second, one that is away is left in peace.
    """

    def __init__(
        self,
        shortest: float = SHORTEST,
        longest: float = LONGEST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._shortest, self._longest = shortest, longest
        self._clock = clock
        self._lock = threading.Lock()
        self._pause = 0.0  # the last one
        self._closed_until: float | None = None
        self._trying = False
        self._answered_at = -inf

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Make a call in here. Raises EngineUnavailableError at once while nobody may."""
        trial = self._admit()
        began = self._clock()
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
                if answered:
                    self._answered_at = self._clock()
                    if trial:
                        self._pause, self._closed_until = 0.0, None
                elif self._answered_at <= began:
                    # Else others were answered meanwhile: only this call took too long.
                    self._close(again=trial)

    def _close(self, *, again: bool) -> None:
        if again or self._closed_until is None:
            self._pause = min(self._longest, max(self._shortest, 2 * self._pause))
        self._closed_until = self._clock() + self._pause

    def _admit(self) -> bool:
        with self._lock:
            if self._closed_until is None:
                return False
            if self._trying or self._clock() < self._closed_until:
                raise EngineUnavailableError("gave no answer a moment ago; it is tried again soon")
            self._trying = True
            return True
