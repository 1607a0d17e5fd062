"""`Webhook`: an address of a region's own site that is told what is new in a search."""

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from subscriptions.models.subscription import FollowedQuery


def new_secret() -> str:
    """The key with which calls are signed; shown once to who made the webhook."""
    return secrets.token_hex(32)


class Webhook(models.Model):
    """Managed by the editors of a learning network. `seen` is the last `News.pk` weighed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(
        "practices.LearningNetwork", on_delete=models.CASCADE, related_name="webhooks"
    )
    query = models.ForeignKey(FollowedQuery, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(_("adres"), max_length=500)
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    seen = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    switched_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "query", "url"],
                name="webhook_once",
                violation_error_message=_("Deze webhook is er al."),
            )
        ]

    def __str__(self) -> str:
        return str(_("webhook %(id)s") % {"id": str(self.pk)[:8]})


class WebhookCall(models.Model):
    """One message for one webhook: what was sent, how often it was tried and the last answer.

    Whoever makes the call moves `not_before` on first: it is not made twice, and made again when
    its worker dies.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    after = models.BigIntegerField()
    until = models.BigIntegerField()
    items = models.JSONField()  # as of an Edition
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)  # the last HTTP status
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["webhook", "until"], name="webhook_call_once")
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="webhook_call_open",
                condition=models.Q(done_at__isnull=True),
            )
        ]
