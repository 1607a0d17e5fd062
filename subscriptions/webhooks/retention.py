"""How long the log of calls is kept."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from subscriptions.models import WebhookCall

KEEP = timedelta(days=30)


def forget_calls() -> int:
    """Drop the calls that were done a month ago; how many."""
    return WebhookCall.objects.filter(done_at__lt=timezone.now() - KEEP).delete()[0]
