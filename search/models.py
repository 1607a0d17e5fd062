"""What still has to be indexed, and what was looked for."""

from django.db import models
from django.db.models import F, Q


class QueueRow(models.Model):
    """How far the index is with one entry.

    `generation` goes up with every change, in the transaction of the change; `indexed` is the
    generation that the index last took in. The row stays when an entry is deleted, so that a
    late write of an older state can be told from a new one. No foreign key, for that reason.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    generation = models.BigIntegerField(default=1)
    indexed = models.BigIntegerField(default=0)
    queued_at = models.DateTimeField()
    drained_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["queued_at"],
                name="queue_pending",
                condition=Q(generation__gt=F("indexed")),
            ),
            models.Index(fields=["drained_at"], name="queue_drained"),
        ]
        constraints = [
            models.CheckConstraint(
                name="queue_indexed_not_ahead", condition=Q(indexed__lte=F("generation"))
            )
        ]


SLOTS = 16


class DrainSlot(models.Model):
    """A share of the queue (entry id modulo `SLOTS`): who locks its row may drain it."""

    number = models.PositiveSmallIntegerField(primary_key=True)


class SearchCount(models.Model):
    """How often a text was looked for on a day, and what it gave. Nothing about who looked."""

    day = models.DateField()
    text = models.CharField(max_length=100)
    hits = models.PositiveIntegerField()  # at the last time that day
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "text"], name="search_count_once_a_day")
        ]
        indexes = [models.Index(fields=["text"], name="search_count_text")]
