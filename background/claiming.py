"""One worker for each run of a job: claimed by changing just the row that was read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from django.utils import timezone

from background.models import JobRun
from background.presence import living
from background.schedule import Job, jobs, name_of

logger = logging.getLogger(__name__)

NEVER = datetime.min.replace(tzinfo=UTC)


def claim_due(worker: str) -> Job | None:
    """A job that must run now and that from now on is this worker's; None when there is none.

    The one that began longest ago goes first, so that one which is always due starves no other.
    A run that was cut off, because its worker is no more, is due again at once.
    """
    now = timezone.now()
    rows = {row.name: row for row in JobRun.objects.all()}
    alive: set[str] | None = None
    known = [(rows.get(job.name) or _first_row(job, now), job) for job in jobs.values()]
    for row, job in sorted(known, key=lambda each: each[0].started_at or NEVER):
        if row.worker:
            # Its own name means that it could not write down the end: it runs one at a time.
            alive = living() - {worker} if alive is None else alive
            if row.worker in alive:
                continue
            logger.warning("%s was cut off (%s) and runs again", job.name, row.worker)
        elif not job.is_due(row.started_at, row.failed, now):
            continue
        if _claim(row, worker, now):
            return job
    return None


def _first_row(job: Job, now: datetime) -> JobRun:
    """The row of a job that is new. A daily one waits for its time; the others run at once."""
    started = now if job.at is not None else None
    return JobRun.objects.get_or_create(name=job.name, defaults={"started_at": started})[0]


def _claim(row: JobRun, worker: str, now: datetime) -> bool:
    """Change the row as it was read; whoever comes second changes nothing."""
    same = JobRun.objects.filter(name=row.name, worker=row.worker, started_at=row.started_at)
    if row.started_at is None:
        same = JobRun.objects.filter(name=row.name, worker=row.worker, started_at__isnull=True)
    return same.update(worker=worker, started_at=now, finished_at=None) == 1


def make_due(function: Callable[[], object]) -> None:
    """Let a declared job run as soon as there is a worker, whatever its time."""
    JobRun.objects.update_or_create(
        name=name_of(function), defaults={"started_at": None, "worker": "", "failed": True}
    )


def finish(job: Job, worker: str, *, failed: bool) -> None:
    """Write down how this worker's run ended."""
    JobRun.objects.filter(name=job.name, worker=worker).update(
        worker="", finished_at=timezone.now(), failed=failed
    )
