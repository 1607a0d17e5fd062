"""What must be mailed is written down first, in the transaction of the change it belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from subscriptions.models import Delivery, DeliveryKind, DeliveryRank, Follower, Subscription

# Somebody asked for these just now. They go to whoever asked, confirmed or not.
ASKED = (DeliveryKind.CONFIRM, DeliveryKind.ALREADY, DeliveryKind.MANAGE)


def put(
    kind: DeliveryKind,
    follower: Follower,
    *,
    subscription: Subscription | None = None,
    payload: dict[str, Any] | None = None,
    not_before: datetime | None = None,
) -> Delivery:
    """Write down a mail that must be sent, at `not_before` at the earliest; nothing is sent here.

    What somebody asked for goes before all that waits.
    """
    now = timezone.now()
    return Delivery.objects.create(
        kind=kind,
        follower=follower,
        subscription=subscription,
        payload=payload or {},
        rank=DeliveryRank.ASKED if kind in ASKED else DeliveryRank.DIGEST,
        made_at=now,
        not_before=not_before or now,
    )
