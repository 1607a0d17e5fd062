"""What every test starts from: an index of its own and, when asked for, a small site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches

from search import counting, queue
from search.address import SearchAddress
from search.engines import current_engine
from tests import build, cluster


@pytest.fixture(autouse=True)
def own_index(tmp_path: Path, settings: Any, request: pytest.FixtureRequest) -> None:
    """The search index of this test, empty, on the engine that `SEARCH_URL` names."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    if settings.SEARCH_ADDRESS.engine == "elasticsearch":
        request.getfixturevalue("on_cluster")


@pytest.fixture
def cluster_address() -> Iterator[SearchAddress]:
    """Indices of this test's own on a real server. Skips when none is named."""
    with cluster.own_address() as address:
        yield address


@pytest.fixture
def on_cluster(cluster_address: SearchAddress, settings: Any) -> Iterator[SearchAddress]:
    """The site of this test searches on a real server."""
    settings.SEARCH_ADDRESS = cluster_address
    settings.SEARCH_TIMEOUT = cluster.TIMEOUT
    yield cluster_address
    current_engine().close()


@pytest.fixture(autouse=True)
def no_counting_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Searches are gathered and not written behind a test's back; `write_counts` writes them."""
    monkeypatch.setattr(counting, "WAIT", 3_600)
    yield
    counting.drop_gathered()


@pytest.fixture(autouse=True)
def no_retrying_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A drain that found the engine away is not tried again in the middle of another test."""
    monkeypatch.setattr(queue, "RETRY", 3_600)
    yield
    queue.forget_retry()


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    """How often a place asked for a mail is not remembered from another test."""
    caches["limits"].clear()


@pytest.fixture
def network(db: None) -> Any:
    """A learning network below a fresh home page."""
    return build.network("drenthe", title="Drenthe")
