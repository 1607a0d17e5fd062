"""What only the embedded engine does: one writer at a time, and an index of an older version."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.documents import analysed
from search.engines.base import BEGINNING, EngineBusyError
from search.engines.embedded import EmbeddedEngine
from tests.contract.test_contract import document


def test_one_writer_at_a_time_and_the_other_is_told_at_once(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")

    with engine.writer(), pytest.raises(EngineBusyError), engine.writer():
        pass
    with engine.writer():  # free again
        pass


def test_a_second_rebuild_is_told_at_once_and_takes_nothing_from_the_first(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")

    with engine.rebuilder() as first:
        first.write([analysed(document(1))], [], {})
        with pytest.raises(EngineBusyError), EmbeddedEngine(tmp_path / "index").rebuilder():
            pass
        with pytest.raises(EngineBusyError):
            engine.roll_back()
        first.commit()
        first.swap()

    assert [pk for pk, _fingerprint in engine.fingerprints()] == [1]


def test_an_index_that_is_written_to_is_not_taken_away_by_two_rebuilds(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    with engine.writer() as writer:
        writer.write([analysed(document(1))], [], {})
        for _rebuild in range(2):
            with EmbeddedEngine(tmp_path / "index").rebuilder() as rebuilder:
                rebuilder.commit()
                rebuilder.swap()
        with pytest.raises(EngineBusyError):  # else it would be marked as indexed, and lost
            writer.commit()

    with engine.rebuilder() as rebuilder:
        rebuilder.commit()
        rebuilder.swap()

    kept = [path for path in (tmp_path / "index").iterdir() if path.is_dir()]
    assert len(kept) == 2, "nobody writes to the others any more"


def test_a_commit_that_was_cut_off_does_not_stop_the_next_one(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index")
    with engine.writer() as writer:
        writer.write([analysed(document(pk)) for pk in (1, 2)], [], {})
        writer.commit()
    (meta,) = (tmp_path / "index").glob("*/meta.json")
    before = meta.read_bytes()
    with engine.writer() as writer:
        writer.write([], [1], {})
        writer.commit()
    meta.write_bytes(before)  # as when the process was killed just before this, its last file
    engine.close()

    with engine.writer() as writer:
        writer.write([], [1], {})
        writer.commit()

    assert [pk for pk, _fingerprint in engine.fingerprints()] == [2]


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
