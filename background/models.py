"""Who is working, and what was last done when."""

from django.db import models


class Worker(models.Model):
    """A worker that is there: it writes `last_seen` every few seconds, by the database's clock.

    One that was killed stays behind and is known by its silence.
    """

    id = models.CharField(primary_key=True, max_length=64)
    kind = models.CharField(max_length=10)  # "worker", or "web" for the thread in a web process
    started_at = models.DateTimeField()
    last_seen = models.DateTimeField()


class Lease(models.Model):
    """A right that one worker has at a time, until it runs out or is given back."""

    name = models.CharField(primary_key=True, max_length=40)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()


class JobRun(models.Model):
    """The last run of a job: who claimed it when, and how it ended.

    `worker` is empty when nobody is at it. A row with a worker that is no more is a run that was
    cut off.
    """

    name = models.CharField(primary_key=True, max_length=60)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=64, blank=True)
    failed = models.BooleanField(default=False)
