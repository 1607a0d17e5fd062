"""The engines that can answer a search, and the one in use."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engines.base import SearchEngine


@cache
def _engine(url: str, folder: str) -> SearchEngine:
    scheme = url.partition(":")[0]
    if scheme == "embedded":
        from search.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(folder)
    raise ImproperlyConfigured(f"SEARCH_URL: engine {scheme!r} does not exist; use 'embedded:'")


def current_engine() -> SearchEngine:
    """The engine that `SEARCH_URL` names, one for each process."""
    return _engine(settings.SEARCH_URL, str(settings.SEARCH_INDEX_DIR))
