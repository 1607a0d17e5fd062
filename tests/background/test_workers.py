"""Workers as real processes: they stop cleanly, and what a killed one left is taken over."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from background import presence, state
from background.models import JobRun, Worker
from background.waiting import Waiting
from kennisplatform import maintenance
from search import finding, queue
from search.query import SearchQuery
from tests import build
from tests.background.chores import broken_work, long_work, notes
from tests.processes import eventually, started

pytestmark = pytest.mark.django_db(transaction=True)

DEAD_AFTER = "2"


@pytest.fixture(autouse=True)
def kept_tasks(settings: Any) -> None:
    """Tasks wait in the database, as they do outside the tests."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.WORKER_DEAD_AFTER = float(DEAD_AFTER)


@contextmanager
def worker(**more: str) -> Iterator[Popen[str]]:
    """A worker that has begun."""
    more.setdefault("WORKER_DEAD_AFTER", DEAD_AFTER)
    with started("manage.py", "worker", **more) as process:
        assert process.stdout
        # A cluster without an index is told before it.
        assert any("begint" in line for line in process.stdout), "it ended"
        yield process


@contextmanager
def ticking(path: Path, **more: str) -> Iterator[Popen[str]]:
    """A worker whose only job is to tick every second and a half."""
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "import tests.background.chores\n"
        "call_command('worker')\n"
    )
    more = {"TICK_FILE": str(path), "TICK_EVERY": "1.5", "WORKER_DEAD_AFTER": DEAD_AFTER, **more}
    with started("-c", code, **more) as process:
        yield process


def test_a_busy_worker_finishes_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    first = long_work.enqueue(str(path), 1.5)
    second = long_work.enqueue(str(path), 0)
    with worker() as process:
        eventually(lambda: notes(path) == ["begin"])
        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0

    assert notes(path) == ["begin", "end"]
    first.refresh()
    second.refresh()
    assert (first.status, second.status) == (TaskResultStatus.SUCCESSFUL, TaskResultStatus.READY)
    assert not Worker.objects.exists()


def test_an_idle_worker_stops_at_once() -> None:
    with worker() as process:
        eventually(lambda: len(presence.living()) == 1)
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0
        assert time.monotonic() - asked < 2.5


def test_a_task_of_a_killed_worker_is_done_by_another(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    task = long_work.enqueue(str(path), 1.5)
    with worker() as killed:
        eventually(lambda: notes(path) == ["begin"])
        killed.kill()
        killed.wait()
        assert state.task_state().running == 1

        with worker():
            eventually(lambda: DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL)

    task.refresh()
    assert notes(path) == ["begin", "begin", "end"]
    assert len(task.worker_ids) == 2


def test_two_workers_do_every_task_once(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(30)]
    for path in paths:
        long_work.enqueue(str(path), 0.02)
    with worker(), worker():
        eventually(lambda: DBTaskResult.objects.successful().count() == len(paths))

    assert [notes(path) for path in paths] == [["begin", "end"]] * len(paths)


def test_a_task_that_fails_is_kept_with_its_error_and_harms_nobody(tmp_path: Path) -> None:
    broken_work.enqueue()
    long_work.enqueue(str(tmp_path / "notes"), 0)
    with worker() as process:
        eventually(lambda: DBTaskResult.objects.finished().count() == 2)
        assert process.poll() is None

    assert "kapot" in DBTaskResult.objects.failed().get().traceback
    assert state.task_state().failed == 1


def test_two_workers_run_what_is_due_once(tmp_path: Path) -> None:
    path = tmp_path / "ticks"
    with ticking(path), ticking(path):
        eventually(lambda: notes(path).count("end") >= 4)

    begins = [float(line.split()[2]) for line in path.read_text().splitlines() if "begin" in line]
    gaps = [later - earlier for earlier, later in itertools.pairwise(begins)]
    assert min(gaps) > 1.4
    assert max(gaps) < 4


def test_a_job_that_was_cut_off_is_taken_over_before_its_time(tmp_path: Path) -> None:
    path = tmp_path / "ticks"
    with ticking(path, TICK_SLOW="60", TICK_EVERY="3600") as killed:
        eventually(lambda: notes(path) == ["begin"])
        killed.kill()
        killed.wait()

        with ticking(path, TICK_EVERY="3600"):
            eventually(lambda: notes(path) == ["begin", "begin", "end"])

    row = JobRun.objects.get()
    eventually(lambda: (row.refresh_from_db(), row.worker == "")[1])
    assert not row.failed


def test_what_must_be_published_at_a_time_is_and_is_found() -> None:
    made = build.entry(title="Straks", live=False)
    made.go_live_at = timezone.now() + timedelta(seconds=3)
    made.save_revision().publish()
    assert not build.reload(made).live

    with worker():
        eventually(lambda: build.reload(made).live)
        took = timezone.now() - made.go_live_at
        eventually(lambda: found("straks") == ["Straks"], 3)
        # Findable first, then written down as done.
        eventually(lambda: not queue.pending().exists())

    assert took < timedelta(seconds=12)


def test_a_worker_indexes_what_a_web_process_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "_drain_now", lambda: None)  # it died right after the commit
    build.entry(title="Blijft liggen")
    assert queue.waiting().count

    with worker():
        eventually(lambda: found("blijft") == ["Blijft liggen"])
        # Findable first, then written down as done.
        eventually(lambda: queue.waiting() == Waiting(0, None))


def test_a_site_is_closed_when_the_work_is_done_and_its_workers_begin_anew(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path  # that of the worker
    path = tmp_path / "notes"
    long_work.enqueue(str(path), 4)
    with worker() as process:
        eventually(lambda: notes(path) == ["begin"])
        monkeypatch.setattr(maintenance, "MAY_WORK_ON", 0.3)
        with pytest.raises(maintenance.StillWorkingError), maintenance.closed("test"):
            pass
        assert not maintenance.is_closed()

        monkeypatch.setattr(maintenance, "MAY_WORK_ON", 30.0)
        with maintenance.closed("test"):
            assert notes(path) == ["begin", "end"]
            long_work.enqueue(str(path), 0)
            time.sleep(3)
            assert notes(path) == ["begin", "end"]
            assert process.poll() is None

        assert process.wait(15) == 0, "there may be other code: a new one is started"


def test_work_begins_where_nothing_was_written_yet(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "new" / "data"
    with maintenance.working() as may_work:
        assert may_work


def test_a_silent_worker_counts_as_dead() -> None:
    with worker() as process:
        eventually(lambda: len(presence.living()) == 1)
        os.kill(process.pid, signal.SIGSTOP)
        try:
            eventually(lambda: not presence.living(), 6)
        finally:
            os.kill(process.pid, signal.SIGCONT)
        eventually(lambda: len(presence.living()) == 1, 6)


def found(text: str) -> list[str]:
    """The titles that a search finds now, without draining."""
    return [hit.card.title for hit in finding.find(SearchQuery.of(text)).hits]
