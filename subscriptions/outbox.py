"""What must be mailed is written down first, in the transaction of the change it belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from subscriptions.models import Delivery, DeliveryKind, Follower, Subscription


def put(
    kind: DeliveryKind,
    follower: Follower,
    *,
    subscription: Subscription | None = None,
    payload: dict[str, Any] | None = None,
    not_before: datetime | None = None,
) -> Delivery:
    """Write down a mail that must be sent, not before `not_before`; nothing is sent here."""
    now = timezone.now()
    return Delivery.objects.create(
        kind=kind,
        follower=follower,
        subscription=subscription,
        payload=payload or {},
        made_at=now,
        not_before=not_before or now,
    )
