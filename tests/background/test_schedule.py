"""When a job is due, and what happens with one that cannot be finished."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import DataError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from background import claiming, tasks, worker
from background.models import JobRun, Worker
from background.presence import forget_dead
from background.schedule import Job, jobs


def at(text: str) -> datetime:
    """A moment by the clock of the Netherlands."""
    return timezone.make_aware(datetime.fromisoformat(text))


NIGHTLY = Job("nightly", "Elke nacht", lambda: None, at=time(3, 30))
OFTEN = Job("often", "Vaak", lambda: None, interval=timedelta(seconds=10))


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        ("2026-11-21T03:30:05", "2026-11-22T03:29:59", False),
        ("2026-11-21T03:30:05", "2026-11-22T03:30:00", True),
        ("2026-11-21T12:00:00", "2026-11-22T09:00:00", True),  # nobody worked that night
        ("2026-11-22T03:31:00", "2026-11-22T23:59:00", False),
        ("2026-03-28T03:30:01", "2026-03-29T03:30:00", True),  # summer time begins: 23 hours
        ("2026-10-24T03:30:01", "2026-10-25T03:29:00", False),  # and ends: 25 hours
        ("2026-10-24T03:30:01", "2026-10-25T03:30:00", True),
    ],
)
def test_a_daily_job_is_due_once_after_its_time(last: str, now: str, due: bool) -> None:
    assert NIGHTLY.is_due(at(last), False, at(now)) is due


def test_a_daily_job_that_failed_is_tried_again_after_a_while() -> None:
    last = at("2026-11-22T03:30:05")
    assert not NIGHTLY.is_due(last, True, last + timedelta(minutes=9))
    assert NIGHTLY.is_due(last, True, last + timedelta(minutes=10))


def test_a_job_with_an_interval_is_due_after_it() -> None:
    last = at("2026-11-22T03:30:05")
    assert not OFTEN.is_due(last, False, last + timedelta(seconds=9))
    assert OFTEN.is_due(last, False, last + timedelta(seconds=10))


@pytest.fixture
def only_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "jobs", {OFTEN.name: OFTEN})


@pytest.mark.django_db
@pytest.mark.usefixtures("only_often")
def test_a_run_belongs_to_who_claimed_it_and_comes_back_when_that_one_is_gone() -> None:
    for name in ("een", "twee"):
        now = timezone.now()
        Worker.objects.create(id=name, kind="worker", started_at=now, last_seen=now)

    assert claiming.claim_due("een") is OFTEN
    assert claiming.claim_due("twee") is None
    Worker.objects.filter(id="een").delete()
    assert claiming.claim_due("twee") is OFTEN

    claiming.finish(OFTEN, "een", failed=False)  # it wakes up, too late
    assert JobRun.objects.get().worker == "twee"
    claiming.finish(OFTEN, "twee", failed=False)
    assert claiming.claim_due("een") is None


@pytest.mark.django_db
def test_a_new_daily_job_waits_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claiming, "jobs", {NIGHTLY.name: NIGHTLY})
    assert claiming.claim_due("een") is None


@pytest.mark.django_db
def test_a_task_that_ends_its_worker_every_time_is_given_up() -> None:
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.background.chores.broken_work",
        backend_name="default",
        run_after=timezone.now(),
    )
    for number in range(tasks.MAX_ATTEMPTS):
        task.claim(f"killed-{number}")
        tasks.requeue_cut_off("me")
        task.refresh_from_db()

    assert task.status == TaskResultStatus.FAILED
    assert "workers were killed" in task.traceback


@pytest.mark.django_db
def test_the_nightly_jobs_leave_what_must_stay() -> None:
    now = timezone.now()
    for days, status in [(8, "SUCCESSFUL"), (6, "SUCCESSFUL"), (8, "FAILED"), (31, "FAILED")]:
        DBTaskResult.objects.create(
            args_kwargs={},
            task_path=f"{status} {days}",
            backend_name="default",
            run_after=now,
            status=status,
            finished_at=now - timedelta(days=days),
        )
    Worker.objects.create(id="oud", kind="worker", started_at=now, last_seen=now)
    Worker.objects.update(last_seen=now - timedelta(days=2))

    for job in jobs.values():
        job.function()

    kept = set(DBTaskResult.objects.values_list("task_path", flat=True))
    assert kept == {"SUCCESSFUL 6", "FAILED 8"}
    assert forget_dead() == 0
    assert not Worker.objects.exists()


@pytest.mark.django_db
def test_a_job_that_is_always_due_starves_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    Worker.objects.create(id="een", kind="worker", started_at=now, last_seen=now)
    slow = Job("traag", "Traag", OFTEN.function, interval=timedelta(seconds=10))
    monkeypatch.setattr(claiming, "jobs", {OFTEN.name: OFTEN, slow.name: slow})
    for minutes, job in ((1, OFTEN), (2, slow)):
        JobRun.objects.create(name=job.name, started_at=now - timedelta(minutes=minutes))
    assert claiming.claim_due("een") is slow


@pytest.mark.django_db
def test_work_that_the_database_refuses_does_not_stop_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []

    def refused() -> int:
        done.append("geweigerd")
        raise DataError("te lang")

    def good() -> int:
        done.append("goed")
        return 0

    monkeypatch.setattr(worker, "rounds", {"geweigerd": refused, "goed": good})
    monkeypatch.setattr(claiming, "jobs", {})
    one = worker.Worker("worker")
    one._work()
    one._work()
    assert done == ["geweigerd", "goed", "goed"]  # the first rests
