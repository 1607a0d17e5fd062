"""Closing the site for a moment, so that nothing is written while it changes underneath.

A file in DATA_DIR says it is closed, and by whom; every process sees it at once and none has to
be told. Work in the background holds a lock on another file, so that whoever closes can wait
until it is done. (operations/upgrade does the same without Django.)
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER = 120  # seconds
FILE = "maintenance"
WORK_FILE = "working"
MAY_WORK_ON = 120.0  # seconds that work under way gets to finish
# In the environ of a request that the platform makes to itself. No visitor can send it: what a
# visitor sends gets a name that starts with HTTP_.
FROM_INSIDE = "kennisplatform.from_inside"
# The monitor's page tells that the site is closed, in its own words.
OPEN_PATHS = ("/gezond",)


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE


def _work_file() -> Path:
    data = Path(settings.DATA_DIR)
    data.mkdir(parents=True, exist_ok=True, mode=0o750)  # nothing may have been written yet
    return data / WORK_FILE


def is_closed() -> bool:
    """Whether the site is closed now; background work leaves the database alone then."""
    return _file().exists()


class StillWorkingError(Exception):
    """Work in the background did not end in time; the site is open again."""


@contextmanager
def closed(owner: str) -> Iterator[None]:
    """Close the site for as long as this lasts, once the work in the background is done.

    One that somebody else closed stays closed afterwards. One that `owner` closed and left so,
    because it was killed, opens. Raises StillWorkingError.
    """
    if is_closed() and _file().read_text() != owner:
        yield
        return
    _file().write_text(owner)
    _file().chmod(0o600)
    try:
        _wait_for_work()
        yield
    finally:
        _file().unlink(missing_ok=True)


@contextmanager
def working() -> Iterator[bool]:
    """Work inside this, so that the site is not closed meanwhile; False when it is closed."""
    with _work_file().open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:  # it is being closed at this moment
            yield False
        else:
            yield not is_closed()


def _wait_for_work() -> None:
    deadline = time.monotonic() + MAY_WORK_ON
    with _work_file().open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StillWorkingError from None
            time.sleep(0.2)


class ClosedForMaintenance:
    """Middleware: while the site is closed every page says so, with status 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_closed() or request.path in OPEN_PATHS or FROM_INSIDE in request.META:
            return self.get_response(request)
        # Without the request: the menu would ask the database, which may be half restored.
        response = HttpResponse(render_to_string("operations/closed.html"), status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
