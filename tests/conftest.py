"""What every test starts from: an index of its own and, when asked for, a small site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search import counting
from tests import build


@pytest.fixture(autouse=True)
def index_folder(tmp_path: Path, settings: Any) -> Path:
    """The search index of this test, empty."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture(autouse=True)
def no_counting_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Searches are gathered and not written behind a test's back; `write_counts` writes them."""
    monkeypatch.setattr(counting, "WAIT", 3_600)
    yield
    counting.drop_gathered()


@pytest.fixture
def network(db: None) -> Any:
    """A learning network below a fresh home page."""
    return build.network("drenthe", title="Drenthe")
