"""What must be done and when: declared by every app in its `jobs.py`.

    @every(timedelta(minutes=5), _("Herinneringen sturen"))
    def send_reminders() -> None: ...

    @daily("03:30", _("Oude gegevens wissen"))
    def forget_old_things() -> None: ...

    @each_round
    def take_from_my_queue() -> int: ...

A job may be cut off and run again, so it is idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TypeVar

from django.utils import timezone
from django.utils.functional import Promise

RETRY_AFTER = timedelta(minutes=10)  # a daily job that failed does not wait for tomorrow

Function = TypeVar("Function", bound=Callable[[], object])


@dataclass(frozen=True)
class Job:
    """A function with its moments: after an interval, or every day at a time of the clock.

    `label` is what a person reads who watches the site.
    """

    name: str
    label: str | Promise
    function: Callable[[], object]
    interval: timedelta | None = None
    at: time | None = None

    def is_due(self, last: datetime | None, failed: bool, now: datetime) -> bool:
        """Whether it must run now, when it last started at `last` (None: never)."""
        if last is None:
            return True
        if failed and self.interval is None and now - last >= RETRY_AFTER:
            return True
        if self.interval is not None:
            return now - last >= self.interval
        return last < self._latest_moment(now)

    def _latest_moment(self, now: datetime) -> datetime:
        """The last time that the clock showed `at`, summer time or not."""
        local = timezone.localtime(now)
        for day in (local.date(), local.date() - timedelta(days=1)):
            moment = timezone.make_aware(datetime.combine(day, self.at or time.min))
            if moment <= now:
                return moment
        raise AssertionError("a day has passed since yesterday's moment")


jobs: dict[str, Job] = {}
# Done in every round of every worker, side by side: each returns how much it did.
rounds: dict[str, Callable[[], int]] = {}


def every(interval: timedelta, label: str | Promise) -> Callable[[Function], Function]:
    """Declare a job that runs once in every interval, at one worker."""

    def declare(function: Function) -> Function:
        _add(Job(name_of(function), label, function, interval=interval))
        return function

    return declare


def daily(at: str, label: str | Promise) -> Callable[[Function], Function]:
    """Declare a job that runs once a day at one worker, at or after this time ("03:30")."""

    def declare(function: Function) -> Function:
        _add(Job(name_of(function), label, function, at=time.fromisoformat(at)))
        return function

    return declare


def each_round(function: Callable[[], int]) -> Callable[[], int]:
    """Declare work that every worker looks for all the time. It is safe side by side."""
    name = name_of(function)
    if name in rounds:
        raise ValueError(f"two kinds of work are called {name}")
    rounds[name] = function
    return function


def _add(job: Job) -> None:
    if job.name in jobs:
        raise ValueError(f"two jobs are called {job.name}")
    jobs[job.name] = job


def name_of(function: Callable[[], object]) -> str:
    """The name of a declared job: of its app and its function."""
    return f"{function.__module__.partition('.')[0]}.{function.__name__}"
