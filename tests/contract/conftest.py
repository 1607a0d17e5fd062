"""Engines under the contract. Every test here runs on each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.address import SearchAddress
from search.engines.base import SearchEngine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from tests import cluster


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """An empty engine."""
    if request.param == "embedded":
        yield EmbeddedEngine(tmp_path / "index")
        return
    address: SearchAddress = request.getfixturevalue("cluster_address")
    made = ElasticsearchEngine(address, timeout=cluster.TIMEOUT)
    yield made
    made.close()
