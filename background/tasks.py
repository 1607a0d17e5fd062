"""Background tasks: run what waits, and put back what a killed worker left."""

from __future__ import annotations

import logging

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult

from background.presence import living

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3  # a task that ends its worker every time must not end all of them


class WorkerKilledError(Exception):
    """What stands with a task whose worker was killed again and again."""


def run_one(worker: str) -> bool:
    """Run the first task that is ready, if there is one; whether there was.

    A task that fails is kept as failed, with its error, and is no error here.
    """
    ready = DBTaskResult.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
    if not ready.exists():
        return False
    TaskRunner(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=1,
        worker_id=worker,
    ).run()
    return True


def requeue_cut_off(worker: str) -> int:
    """Queue the tasks again whose worker is no more; returns how many.

    Called by `worker` while it runs no task itself, so that one in its own name is cut off too.

    The library leaves such a task as running for ever. The row is changed only as it was read,
    so that two workers do not both put it back.
    """
    running = list(DBTaskResult.objects.running())
    if not running:
        return 0
    alive = living() - {worker}
    count = 0
    for task in running:
        if task.worker_ids and task.worker_ids[-1] in alive:
            continue
        same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < MAX_ATTEMPTS:
            count += same.update(status=TaskResultStatus.READY)
            logger.warning("task %s was cut off and is queued again", task.task_path)
        elif same.exists():
            message = f"{MAX_ATTEMPTS} workers were killed while they ran it"
            task.set_failed(WorkerKilledError(message))
            logger.error("task %s is given up: %s", task.task_path, message)
    return count
