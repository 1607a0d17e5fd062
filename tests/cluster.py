"""A real Elasticsearch for tests: where it is, and indices of a test's own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from elasticsearch import Elasticsearch

from search.address import SearchAddress

TIMEOUT = 30.0  # seconds; a test machine may be busy
MISSING = "ELASTICSEARCH_URL names no server to test on; `make services` starts one"


def server() -> str:
    """The address of the server, as "http://127.0.0.1:9200". Skips the test without one."""
    url = os.environ.get("ELASTICSEARCH_URL", "").rstrip("/")
    if not url:
        pytest.skip(MISSING)
    return url


@contextmanager
def own_address() -> Iterator[SearchAddress]:
    """An address with a prefix that nobody else has; its indices are gone afterwards."""
    parts = urlsplit(server())
    scheme = "elasticsearchs" if parts.scheme == "https" else "elasticsearch"
    prefix = f"test-{uuid.uuid4().hex}"
    yield SearchAddress.parse(f"{scheme}://{parts.netloc}/{prefix}")
    with client() as raw:
        names = list(raw.indices.get_alias(index=f"{prefix}-*").body)
        if names:
            raw.indices.delete(index=names)


@contextmanager
def client() -> Iterator[Elasticsearch]:
    """The library's own client, to look behind the engine."""
    with Elasticsearch(server(), request_timeout=TIMEOUT) as raw:
        yield raw
