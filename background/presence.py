"""Being there: a worker says so every few seconds, and whoever is silent counts as dead.

All times are the database's: the clocks of several machines differ.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Q
from django.db.models.functions import Now

from background.models import Lease, Worker
from kennisplatform.maintenance import is_closed

logger = logging.getLogger(__name__)

WEB_LEASE = "web"
FORGET_AFTER = timedelta(days=1)

_present: ContextVar[str] = ContextVar("present", default="")


def dead_after() -> timedelta:
    """After so long without a sign of life a worker counts as dead."""
    return timedelta(seconds=settings.WORKER_DEAD_AFTER)


def living() -> set[str]:
    """The ids of the workers that are there."""
    alive = Worker.objects.filter(last_seen__gt=Now() - dead_after())
    return set(alive.values_list("id", flat=True))


@contextmanager
def present(kind: str) -> Iterator[str]:
    """The id in whose name this thread may claim work: `living` knows it until the end.

    Inside a worker that is the worker's own; elsewhere (a command, a test) one is made.
    """
    if worker := _present.get():
        yield worker
        return
    presence = Presence(kind)
    presence.begin()
    with presence.here():
        try:
            yield presence.id
        finally:
            presence.end()


class Presence:
    """The signs of life of one worker, from a thread of their own: long work is no silence.

    `may_work` tells whether this worker has a turn. A worker always has; of the threads in web
    processes only the one that holds the lease.
    """

    def __init__(self, kind: str) -> None:
        self.id = f"{kind}-{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.kind = kind
        self._ended = threading.Event()
        self._leads = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="presence", daemon=True)

    @property
    def may_work(self) -> bool:
        """Whether it is this worker's turn."""
        return self.kind != "web" or self._leads.is_set()

    @contextmanager
    def here(self) -> Iterator[None]:
        """What this thread claims until the end of the block is claimed in this name."""
        token = _present.set(self.id)
        try:
            yield
        finally:
            _present.reset(token)

    def begin(self) -> None:
        """Be seen from now on."""
        try:
            self.beat()
        except DatabaseError as error:  # the thread tries again
            logger.warning("a worker could not make itself known: %s", error)
        self._thread.start()

    def end(self) -> None:
        """Say goodbye, so that nobody waits for this worker."""
        self._ended.set()
        self._thread.join()
        try:
            Lease.objects.filter(holder=self.id).delete()
            Worker.objects.filter(id=self.id).delete()
        except DatabaseError as error:  # the others will find out by the silence
            logger.warning("a worker could not say goodbye: %s", error)

    def _beat_on(self) -> None:
        try:
            while not self._ended.wait(settings.WORKER_DEAD_AFTER / 6):
                if is_closed():  # the database may be another one in a moment
                    self._leads.clear()
                    connection.close()
                    continue
                try:
                    self.beat()
                except DatabaseError as error:
                    self._leads.clear()
                    logger.warning("a worker could not give a sign of life: %s", error)
                    connection.close()
        finally:
            connection.close()

    def beat(self) -> None:
        """Give one sign of life, and hold on to the lease or try to get it."""
        seen = Worker.objects.filter(id=self.id).update(last_seen=Now())
        if not seen:
            Worker.objects.create(id=self.id, kind=self.kind, started_at=Now(), last_seen=Now())
        if self.kind == "web":
            if self._take_lease():
                self._leads.set()
            else:
                self._leads.clear()

    def _take_lease(self) -> bool:
        free = Q(holder=self.id) | Q(until__lt=Now())
        taken = Lease.objects.filter(free, name=WEB_LEASE).update(
            holder=self.id, until=Now() + dead_after()
        )
        if taken:
            return True
        _lease, made = Lease.objects.get_or_create(
            name=WEB_LEASE, defaults={"holder": self.id, "until": Now() + dead_after()}
        )
        return made


def forget_dead() -> int:
    """Drop the rows of workers that were last seen a day ago; how many."""
    return Worker.objects.filter(last_seen__lt=Now() - FORGET_AFTER).delete()[0]
