"""The small set-up: the web server does the work of a worker, in one of its processes."""

from __future__ import annotations

import os
import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from django.utils import timezone

from background.models import Lease, Worker
from search import queue
from services.place import free_port
from tests import build
from tests.background.chores import long_work, notes
from tests.processes import eventually, started

pytestmark = pytest.mark.django_db(transaction=True)

DEAD_AFTER = "2"


@contextmanager
def web_server(*arguments: str, **more: str) -> Iterator[Popen[str]]:
    """gunicorn with two processes, up and serving."""
    port = free_port()
    more = {"BACKGROUND": "web", "WORKER_DEAD_AFTER": DEAD_AFTER, **more}
    with started(
        *("-m", "gunicorn", "kennisplatform.wsgi:application", "--workers=2", "--threads=2"),
        *(f"--bind=127.0.0.1:{port}", *arguments),
        **more,
    ) as process:
        eventually(lambda: answers(port))
        yield process


def answers(port: int) -> bool:
    """Whether the server answers a request."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def leader() -> int:
    """The process id of the one that holds the lease; 0 when nobody does."""
    lease = Lease.objects.first()
    return int(lease.holder.split("-")[-2]) if lease else 0


@pytest.fixture(autouse=True)
def kept_tasks(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_one_of_the_web_processes_does_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_drain_now", lambda: None)  # it died right after the commit
    made = build.entry(title="Straks", live=False)
    made.go_live_at = timezone.now() + timedelta(seconds=1)
    made.save_revision().publish()
    long_work.enqueue(str(tmp_path / "notes"), 0)

    with web_server() as server:
        eventually(lambda: build.reload(made).live)
        eventually(lambda: not queue.pending().exists())
        eventually(lambda: notes(tmp_path / "notes") == ["begin", "end"])
        eventually(lambda: Worker.objects.filter(kind="web").count() == 2)
        assert Lease.objects.count() == 1

        server.send_signal(signal.SIGTERM)
        server.wait(20)

    assert not Worker.objects.exists()
    assert not Lease.objects.exists()


def test_another_web_process_takes_over_when_the_first_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    with web_server():
        first = eventually(leader)
        long_work.enqueue(str(path), 1.5)
        eventually(lambda: notes(path) == ["begin"])

        os.kill(first, signal.SIGKILL)

        eventually(lambda: notes(path) == ["begin", "begin", "end"])
        assert leader() not in (0, first)


def test_a_web_process_that_leaves_it_to_workers_does_nothing(tmp_path: Path) -> None:
    long_work.enqueue(str(tmp_path / "notes"), 0)
    with web_server(BACKGROUND="worker") as server:
        server.send_signal(signal.SIGTERM)
        server.wait(20)

    assert notes(tmp_path / "notes") == []


def test_a_busy_thread_finishes_when_the_server_stops(tmp_path: Path) -> None:
    path = tmp_path / "notes"
    long_work.enqueue(str(path), 2)
    with web_server() as server:
        eventually(lambda: notes(path) == ["begin"])
        server.send_signal(signal.SIGTERM)
        server.wait(20)

    assert notes(path) == ["begin", "end"]
