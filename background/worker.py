"""The rounds of a worker: put back what was cut off, take from the queues, do what is due."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection

from background import claiming, tasks
from background.presence import Presence
from background.schedule import Job, rounds
from kennisplatform.maintenance import working

logger = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two rounds without work
LONGEST_REST = 10.0  # seconds that work which failed rests before it is tried again
TASKS_A_ROUND = 20
LOOK_FOR_DEAD = 5.0  # seconds


class Worker:
    """Works in rounds until `stop`; what it is doing then is finished first.

    Any number may work side by side.
    """

    def __init__(self, kind: str) -> None:
        self.presence = Presence(kind)
        self.stopping = threading.Event()
        self._resting: dict[str, tuple[float, float]] = {}  # name -> (until, how long)
        self._looked = 0.0
        self._without_database = False
        self.was_closed = False

    def stop(self) -> None:
        """Ask it to stop: at once when it waits, else after the work at hand."""
        self.stopping.set()

    def run(self) -> None:
        """Work until `stop` is called. A database that is away is waited for."""
        self.presence.begin()
        try:
            with self.presence.here():
                while not self.stopping.is_set():
                    if not self._round():
                        self.stopping.wait(PAUSE)
        finally:
            self.presence.end()
            connection.close()

    def _round(self) -> bool:
        """Do what there is to do; whether there was any."""
        if not self.presence.may_work:
            return False
        with working() as open_now:
            if open_now:
                return self._round_while_open()
        connection.close()
        self.was_closed = True
        return False

    def _round_while_open(self) -> bool:
        if self.was_closed and self.presence.kind == "worker":
            # There may be other code now. Who started this process starts a new one.
            logger.warning("the site was closed for a while; this worker ends, to begin anew")
            self.stop()
            return False
        close_old_connections()
        try:
            busy = self._work()
        except DatabaseError as error:
            if not self._without_database:
                logger.warning("a worker waits for the database: %s", error)
            self._without_database = True
            connection.close()
            return False
        self._without_database = False
        return busy

    def _work(self) -> bool:
        if time.monotonic() - self._looked > LOOK_FOR_DEAD:
            self._looked = time.monotonic()
            tasks.requeue_cut_off(self.presence.id)
        busy = False
        for name, function in rounds.items():
            if not self.stopping.is_set():
                busy = bool(self._try(name, function)) or busy
        for _number in range(TASKS_A_ROUND):
            if self.stopping.is_set() or not tasks.run_one(self.presence.id):
                break
            busy = True
        if not self.stopping.is_set():
            job = claiming.claim_due(self.presence.id)
            if job is not None:
                self._run_job(job)
                busy = True
        return busy

    def _try(self, name: str, function: Callable[[], int]) -> int:
        """Do one piece of the work of every round; after a failure it rests, longer each time."""
        until, rest = self._resting.get(name, (0.0, PAUSE / 2))
        if time.monotonic() < until:
            return 0
        try:
            done = function()
        except Exception as error:
            if isinstance(error, DatabaseError) and not connection.is_usable():
                raise  # it is the database that is away, and not this work that fails
            rest = min(rest * 2, LONGEST_REST)
            if name not in self._resting:
                logger.warning("%s failed and is tried again: %s", name, error, exc_info=True)
            self._resting[name] = (time.monotonic() + rest, rest)
            return 0
        if self._resting.pop(name, None):
            logger.warning("%s works again", name)
        return done

    def _run_job(self, job: Job) -> None:
        failed = False
        try:
            job.function()
        except Exception:
            failed = True
            logger.exception("%s failed", job.name)
        claiming.finish(job, self.presence.id, failed=failed)
