"""Talking to the cluster: one client for each process, with a time-out and clear errors."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elasticsearch import (
    ApiError,
    ConnectionTimeout,
    Elasticsearch,
    NotFoundError,
    TransportError,
)

from search import patience
from search.address import SearchAddress
from search.engines.base import EngineUnavailableError
from search.engines.breaker import Breaker, NoAnswerError

# The server is there and cannot do it now, or will not have us. 404 and 400 are not among them.
_AWAY = (401, 403, 408, 429, 500, 502, 503, 504)
_NOT_THIS_NODE = (502, 503, 504)


class Connection:
    """The cluster behind an address. Safe between threads; opened after a fork, never before.

    `timeout` is what a reader waits at most, in seconds, over all hosts together: each host
    gets its share, so that turning to another one when a host is silent does not add up.
    """

    def __init__(self, address: SearchAddress, timeout: float) -> None:
        self.address = address
        self.timeout = timeout
        self._breaker = Breaker()
        self._lock = threading.Lock()
        self._opened: tuple[int, Elasticsearch] | None = None

    @contextmanager
    def asking(self, extra: float = 0.0) -> Iterator[Elasticsearch]:
        """Lend the client for one call that may take `extra` seconds more than a search.

        It takes no longer than whoever asks has left to wait (search/patience.py).
        Raises EngineUnavailableError without the cause behind it: the frames of the library
        hold the password. NotFoundError and errors in the question itself go through.
        """
        hosts = len(self.address.hosts)
        seconds, left = self.timeout / hosts + extra, patience.left()
        in_haste = False
        if left is not None:
            if not left:
                raise EngineUnavailableError("it took too long to ask for all of a page")
            in_haste = left < self.timeout / 2
            seconds = min(seconds, left / hosts)
        with self._breaker.attempt():
            try:
                yield self._client().options(request_timeout=seconds)
            except NotFoundError:
                raise
            except ApiError as error:
                if error.status_code in _AWAY:
                    raise EngineUnavailableError(described(error)) from None
                raise
            except TransportError as error:
                what = f"no answer from {', '.join(self.address.hosts)} ({type(error).__name__})"
                # Whoever had little time left has not found out that the server is away.
                timed_out = in_haste and isinstance(error, ConnectionTimeout)
                raise (EngineUnavailableError if timed_out else NoAnswerError)(what) from None

    def close(self) -> None:
        """Let go of all connections."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None and opened[0] == os.getpid():
            opened[1].close()

    def _client(self) -> Elasticsearch:
        opened = self._opened
        if opened is None or opened[0] != os.getpid():
            with self._lock:
                opened = self._opened
                if opened is None or opened[0] != os.getpid():
                    opened = self._opened = (os.getpid(), self._open())
        return opened[1]

    def _open(self) -> Elasticsearch:
        address = self.address
        several = len(address.hosts) > 1
        options: dict[str, Any] = {}
        if address.password:
            options["basic_auth"] = (address.user, address.password)
        if address.api_key:
            options["api_key"] = address.api_key
        if address.ca:
            options["ca_certs"] = address.ca
        return Elasticsearch(
            list(address.hosts),
            # A refused connection is tried on every host, and once more on a single one: it may
            # only have been a kept-alive connection that the other side had closed.
            max_retries=max(1, len(address.hosts) - 1),
            retry_on_timeout=several,
            retry_on_status=_NOT_THIS_NODE if several else (),
            **options,
        )


def described(error: ApiError) -> str:
    """What the server said, in one line."""
    return f"{error.status_code} {error.message}"
