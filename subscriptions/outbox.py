"""What must be mailed is written down first, in the transaction of the change it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from subscriptions.models import Delivery, DeliveryKind, DeliveryRank, Follower, Subscription

BATCH = 1_000  # rows in one statement
# Somebody asked for these just now. They go to whoever asked, confirmed or not.
ASKED = (DeliveryKind.CONFIRM, DeliveryKind.ALREADY, DeliveryKind.MANAGE)


def put(
    kind: DeliveryKind,
    follower: Follower,
    *,
    subscription: Subscription | None = None,
    payload: dict[str, Any] | None = None,
) -> Delivery:
    """Write down a mail that must be sent; nothing is sent here.

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
        not_before=now,
    )


def put_all(
    kind: DeliveryKind,
    about: Sequence[Subscription],
    payload: dict[str, Any],
    *,
    keep: bool = True,
) -> int:
    """Write down the same mail about many subscriptions; return how many.

    `keep` is False when the subscriptions are about to be deleted: the mails stand by themselves.
    """
    now = timezone.now()
    rows = [
        Delivery(
            kind=kind,
            follower_id=subscription.follower_id,
            subscription=subscription if keep else None,
            payload=payload,
            rank=DeliveryRank.ASKED if kind in ASKED else DeliveryRank.DIGEST,
            made_at=now,
            not_before=now,
        )
        for subscription in about
    ]
    return len(Delivery.objects.bulk_create(rows, BATCH))
