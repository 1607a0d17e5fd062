"""The caches: memory of a process of its own, and a Redis that may be away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LONGEST = 10.0  # seconds
AWAY = 5.0  # seconds for which a Redis that did not answer is not asked again
ANSWER_WITHIN = 1.0  # seconds; a page is worth more than what is kept for it


class BriefMemoryCache(LocMemCache):
    """Memory of the process that keeps nothing longer than `LONGEST`.

    What one process throws away stays in the others: Wagtail keeps the roots of the sites for an
    hour, and for so long a site that got another name would have its old addresses there.
    """

    def get_backend_timeout(self, timeout: Any = DEFAULT_TIMEOUT) -> float:
        """The moment at which something is forgotten, in seconds since 1970."""
        latest = time.time() + LONGEST
        asked = super().get_backend_timeout(timeout)
        return latest if asked is None else min(asked, latest)


class RedisThatMayBeAway(RedisCache):
    """Redis; while it does not answer it is an empty cache that keeps nothing.

    The cache holds nothing that must last, so a page is made as if nothing was kept.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        patience = {"socket_connect_timeout": ANSWER_WITHIN, "socket_timeout": ANSWER_WITHIN}
        options = {**patience, **(params.get("OPTIONS") or {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._name = str(server)

    def _ask(self, question: Callable[[], Any], else_: Any) -> Any:
        """The answer of the server, or this one when there is none."""
        # Each thread has an object of its own: who is away is the server, for all of them.
        if time.monotonic() < _away_until.get(self._name, 0.0):
            return else_
        try:
            return question()
        except RedisError as error:
            _away_until[self._name] = time.monotonic() + AWAY
            # Not its text: that may hold the address with its password.
            logger.warning("the cache does not answer: %s", type(error).__name__)
            return else_

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Whether it was not there; kept by nobody while the server is away."""
        return bool(self._ask(lambda: super(RedisThatMayBeAway, self).add(*args, **kwargs), True))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """What is kept, or the default."""
        return self._ask(
            lambda: super(RedisThatMayBeAway, self).get(key, default, version), default
        )

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keep something, if it can be."""
        self._ask(lambda: super(RedisThatMayBeAway, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Whether it was there to keep for longer."""
        return bool(
            self._ask(lambda: super(RedisThatMayBeAway, self).touch(*args, **kwargs), False)
        )

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Whether it was there to take away."""
        return bool(
            self._ask(lambda: super(RedisThatMayBeAway, self).delete(*args, **kwargs), False)
        )

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        """What is kept of these."""
        found: dict[Any, Any] = self._ask(
            lambda: super(RedisThatMayBeAway, self).get_many(keys, version), {}
        )
        return found

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Whether it is kept."""
        return bool(
            self._ask(lambda: super(RedisThatMayBeAway, self).has_key(*args, **kwargs), False)
        )

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """One more of what is kept. Raises ValueError when it is not kept."""
        found = self._ask(lambda: super(RedisThatMayBeAway, self).incr(key, delta, version), None)
        if found is None:
            raise ValueError("the cache does not answer")
        return int(found)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Keep some things; returns those that were not kept."""
        rest: list[Any] = self._ask(
            lambda: super(RedisThatMayBeAway, self).set_many(data, *args, **kwargs), list(data)
        )
        return rest

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        """Take some things away, if they can be."""
        self._ask(lambda: super(RedisThatMayBeAway, self).delete_many(*args, **kwargs), None)

    def clear(self) -> None:
        """Take everything away, if it can be."""
        self._ask(lambda: super(RedisThatMayBeAway, self).clear(), None)


_away_until: dict[str, float] = {}
