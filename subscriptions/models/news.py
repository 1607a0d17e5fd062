"""`News`: what changed in the catalogue that followers want to hear of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NewsKind(models.TextChoices):
    PUBLISHED = "nieuw", _("Nieuw")
    RELEVANT = "erbij", _("Hoort er nu ook bij")
    SESSION = "uitvoering", _("Nieuwe uitvoering")
    CONFIRMED = "bevestigd", _("Opnieuw bevestigd")
    PHASE = "fase", _("Nieuwe fase")


class News(models.Model):
    """Something that happened to an entry. Written by one process at a time: ids are in order.

    `before` holds the facet values the entry had until then (RELEVANT only), so that each
    search can tell whether the entry is new to it. `detail` is the session's start, the day it
    was confirmed, or the phase.
    """

    id = models.BigAutoField(primary_key=True)
    entry_id = models.BigIntegerField()  # no foreign key: the row outlives a withdrawn entry
    kind = models.CharField(max_length=10, choices=NewsKind)
    at = models.DateTimeField()
    detail = models.CharField(max_length=60, blank=True)
    before = models.JSONField(null=True)
    # It may have been news before: whoever was told of the entry then is not told again.
    again = models.BooleanField(default=False)
    # Published long ago elsewhere: it is listed under that date, and nobody is mailed about it.
    backdated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="news_at"),
            models.Index(fields=["entry_id"], name="news_entry"),
        ]


class Known(models.Model):
    """An entry as following last saw it; what differs from it is news.

    `generation` is that of the index queue, so that no change is passed over.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    generation = models.BigIntegerField(default=0)
    visible = models.BooleanField(default=False)
    was_visible = models.BooleanField(default=False)  # ever
    facets = models.JSONField(default=dict)
    confirmed_on = models.DateField(null=True)
    phase = models.CharField(max_length=20, blank=True)


class KnownSession(models.Model):
    """A session as calendars were last told; it stays when it is taken away, as cancelled.

    `sequence` goes up with every change (RFC 5545), `changed_at` is when that was.
    """

    session_id = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField()
    start = models.DateTimeField()
    end = models.DateTimeField(null=True)
    place = models.CharField(max_length=310, blank=True)
    sign_up_url = models.URLField(blank=True)
    cancelled = models.BooleanField(default=False)
    shown = models.CharField(max_length=64, blank=True)  # a digest of all that a calendar shows
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["entry_id"], name="known_session_entry")]


class Look(models.Model):
    """When the catalogue was last looked at for news. One row; its lock is the right to look."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField(null=True)
    weekly_at = models.DateTimeField(null=True)  # when the weekly mails were last made

    class Meta:
        constraints = [models.CheckConstraint(name="look_one_row", condition=models.Q(id=1))]
