"""The queue drained by several processes at once: everything once, and nobody waits."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from search import queue
from search.models import QueueRow
from search.turns import slot_of
from tests import build
from tests.processes import eventually, started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Entries that nobody has indexed yet."""
    monkeypatch.setattr(queue, "_drain_now", lambda: None)
    return [build.entry(title=f"Nummer {number}") for number in range(40)]


@pytest.fixture
def row_locks() -> None:
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("this database has no row locks: one process drains at a time")


def recording(path: Path, seconds: float) -> Any:
    return started("-m", "tests.search.recording", str(path), str(seconds))


def indexed(path: Path) -> list[tuple[int, int]]:
    """(entry, process) of everything that was indexed so far."""
    if not path.exists():
        return []
    return [tuple(map(int, line.split())) for line in path.read_text().splitlines()]  # type: ignore[misc]


def lines(process: subprocess.Popen[str]) -> str:
    return process.communicate(timeout=60)[0]


@pytest.mark.usefixtures("row_locks")
def test_several_processes_share_the_queue_and_index_every_entry_once(
    entries: list[Any], tmp_path: Path
) -> None:
    queue.enqueue_ids(range(10_000, 10_160))  # entries that are no more: they must leave
    path = tmp_path / "indexed"
    with recording(path, 0.4) as one, recording(path, 0.4) as two, recording(path, 0.4) as three:
        done = [int(lines(each).split()[-1]) for each in (one, two, three)]

    counts = Counter(pk for pk, _process in indexed(path))
    assert set(counts) == set(QueueRow.objects.values_list("entry_id", flat=True))
    assert set(counts.values()) == {1}
    assert sum(done) == len(counts)
    assert len([each for each in done if each]) >= 2, "they worked side by side"
    assert not queue.pending().exists()


@pytest.mark.usefixtures("row_locks")
def test_an_editor_does_not_wait_for_the_index(entries: list[Any], tmp_path: Path) -> None:
    busy_with = next(each for each in entries if slot_of(each.pk) == 0)  # the first slot taken
    with recording(tmp_path / "indexed", 4) as slow:
        eventually((tmp_path / "indexed.busy").exists)
        began = time.monotonic()
        busy_with.title = "Terwijl het geïndexeerd wordt"
        busy_with.save()
        assert time.monotonic() - began < 2
        lines(slow)

    ids = [pk for pk, _process in indexed(tmp_path / "indexed")]
    assert ids.count(busy_with.pk) == 2, "once in its old state, once in the new one"
    assert not queue.pending().exists()


@pytest.mark.usefixtures("row_locks")
def test_a_killed_process_leaves_no_lock(entries: list[Any], tmp_path: Path) -> None:
    with recording(tmp_path / "never", 60) as killed:
        eventually((tmp_path / "never.busy").exists)
        killed.kill()
        killed.wait()

        with recording(tmp_path / "indexed", 0) as other:
            lines(other)

    assert {pk for pk, _process in indexed(tmp_path / "indexed")} >= {each.pk for each in entries}
    assert not queue.pending().exists()


def test_processes_that_drain_and_change_at_once_leave_the_index_right(
    entries: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with started("manage.py", "drain_queue") as one, started("manage.py", "drain_queue") as two:
        for number in range(30):
            entries[number].title = f"Nummer {number}, veranderd"
            entries[number].save()
            time.sleep(0.1)
        output = lines(one) + lines(two)
        assert (one.returncode, two.returncode) == (0, 0), output
    queue.drain()

    call_command("reconcile")
    assert "0 ontbraken, 0 waren verouderd, 0 hoorden er niet in" in capsys.readouterr().out
    assert not QueueRow.objects.exclude(indexed=F("generation")).exists()
