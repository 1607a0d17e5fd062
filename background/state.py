"""How the background is, for a monitor. Plain values, a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from background import presence
from background.models import JobRun, Worker


@dataclass(frozen=True)
class TaskState:
    """Tasks that wait (and since when the oldest), that run, and that failed."""

    waiting: int
    oldest: datetime | None
    running: int
    failed: int


@dataclass(frozen=True)
class WorkerState:
    """How many workers are there, and when any of them was last seen (None: never)."""

    alive: int
    last_seen: datetime | None


def task_state() -> TaskState:
    """The background tasks. Those that are meant for later do not wait yet."""
    ready = DBTaskResult.objects.ready().aggregate(count=Count("pk"), oldest=Min("enqueued_at"))
    others = DBTaskResult.objects.aggregate(
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    return TaskState(ready["count"], ready["oldest"], others["running"], others["failed"])


def worker_state() -> WorkerState:
    """The workers, the threads of web processes among them."""
    last = Worker.objects.aggregate(last=Max("last_seen"))["last"]
    return WorkerState(alive=len(presence.living()), last_seen=last)


def failed_jobs() -> list[str]:
    """The names of the jobs of the schedule whose last run failed."""
    return list(JobRun.objects.filter(failed=True).order_by("name").values_list("name", flat=True))
