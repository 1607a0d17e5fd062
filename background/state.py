"""How the background is, for a monitor. Plain values, a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from background.models import JobRun
from background.schedule import Job, jobs
from background.waiting import Waiting


@dataclass(frozen=True)
class TaskState:
    """Tasks that wait, and how many run and failed."""

    waiting: Waiting
    running: int
    failed: int


def task_state() -> TaskState:
    """The background tasks. Those that are meant for later do not wait yet."""
    ready = DBTaskResult.objects.ready().aggregate(count=Count("pk"), oldest=Min("enqueued_at"))
    others = DBTaskResult.objects.aggregate(
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
    )
    return TaskState(Waiting(ready["count"], ready["oldest"]), others["running"], others["failed"])


def failed_jobs() -> list[Job]:
    """The jobs of the schedule whose last run failed."""
    failed = JobRun.objects.filter(failed=True, name__in=jobs).order_by("name")
    return [jobs[name] for name in failed.values_list("name", flat=True)]
