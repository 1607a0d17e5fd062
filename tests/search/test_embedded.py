"""What only the embedded engine does: one writer at a time, and an index of an older version."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.base import BEGINNING, EngineBusyError
from search.engines.embedded import EmbeddedEngine


def test_one_writer_at_a_time_and_the_other_is_told_at_once(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")

    with engine.writer(), pytest.raises(EngineBusyError), engine.writer():
        pass
    with engine.writer():  # free again
        pass


def test_an_index_of_another_version_is_replaced_by_one_that_missed_everything(
    tmp_path: Path,
) -> None:
    pointer = tmp_path / "index" / "current"
    assert not EmbeddedEngine(tmp_path / "index").health().rebuild_needed
    pointer.write_text(pointer.read_text().replace(pointer.read_text().split()[0], "0-oud"))
    engine = EmbeddedEngine(tmp_path / "index")
    assert engine.health().rebuild_needed

    assert engine.behind_since() == BEGINNING
    assert engine.health().rebuild_needed
    engine.caught_up(BEGINNING)

    assert not engine.health().rebuild_needed
