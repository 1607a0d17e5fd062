"""The engines that can answer a search, and the one in use."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from search.address import SearchAddress
from search.engines.base import SearchEngine


@cache
def _engine(address: SearchAddress, folder: str, timeout: float) -> SearchEngine:
    if address.engine == "elasticsearch":
        from search.engines.elasticsearch import ElasticsearchEngine

        return ElasticsearchEngine(address, timeout)
    from search.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(folder)


def current_engine() -> SearchEngine:
    """The engine that `SEARCH_URL` names, one for each process."""
    return _engine(settings.SEARCH_ADDRESS, str(settings.SEARCH_INDEX_DIR), settings.SEARCH_TIMEOUT)
