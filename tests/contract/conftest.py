"""Engines under the contract. Every test here runs on each of them."""

from pathlib import Path

import pytest

from search.engines.base import SearchEngine
from search.engines.embedded import EmbeddedEngine


@pytest.fixture(params=["embedded"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> SearchEngine:
    """An empty engine."""
    return EmbeddedEngine(tmp_path / "index")
