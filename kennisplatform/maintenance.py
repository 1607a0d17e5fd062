"""Closing the site for a moment, so that nothing is written while it changes underneath.

A file in DATA_DIR says it is closed; every process sees it at once and none has to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER = 120  # seconds
FILE = "maintenance"
# In the environ of a request that the platform makes to itself. No visitor can send it: what a
# visitor sends gets a name that starts with HTTP_.
FROM_INSIDE = "kennisplatform.from_inside"
# The monitor's page tells that the site is closed, in its own words.
OPEN_PATHS = ("/gezond",)


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE


def is_closed() -> bool:
    """Whether the site is closed now; background work leaves the database alone then."""
    return _file().exists()


@contextmanager
def closed() -> Iterator[None]:
    """Close the site for as long as this lasts; one that was closed already stays closed."""
    if is_closed():
        yield
        return
    _file().touch(mode=0o600)
    try:
        yield
    finally:
        _file().unlink(missing_ok=True)


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
