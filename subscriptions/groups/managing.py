"""What the editors of a network can do with what it follows.

A recipient is asked by mail first, like everybody: until the address confirms, nothing is sent.
Afterwards it is the recipient's own subscription; ending it takes no editor.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from practices.models import LearningNetwork, Region
from search.query import SearchQuery
from subscriptions import following, outbox, queries
from subscriptions.deliveries import hand_over
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    Frequency,
    GroupFollow,
    Subscription,
    SubscriptionState,
)
from subscriptions.models.follower import held_follower, new_key

# To one address from all networks together. A bureau may be added to many searches at once.
ASKED_AN_HOUR = 20


class AlreadyFollowedError(ValueError):
    """The network follows this search already, for itself or for this region."""


class LostError(ValueError):
    """What the network followed is gone: nobody can become a recipient of it."""


class AskedTooOftenError(ValueError):
    """So many mails went to this address in the last hour that no more are sent."""


@transaction.atomic
def add(
    network: LearningNetwork,
    query: SearchQuery,
    frequency: Frequency,
    *,
    region: Region | None = None,
    recipients: Iterable[str] = (),
    user: Any = None,
) -> GroupFollow:
    """Let a network follow a search, and ask its recipients to confirm.

    Raises AlreadyFollowedError, AskedTooOftenError, queries.TooLongError and queries.GoneError;
    then nothing is done.
    """
    group, made = GroupFollow.objects.get_or_create(
        network=network,
        region=region,
        query=queries.kept(query),
        defaults={"frequency": frequency, "created_by": user},
    )
    if not made:
        raise AlreadyFollowedError
    for email in recipients:
        invite(group, email)
    return group


@transaction.atomic
def invite(group: GroupFollow, email: str) -> Subscription:
    """Ask an address whether it wants the mails of this follow. Who gets them is asked nothing.

    Who did not answer yet is asked again. Raises AskedTooOftenError and LostError.
    """
    # Held, so that it is not lost in between.
    if GroupFollow.objects.select_for_update(no_key=True).get(pk=group.pk).lost_at is not None:
        raise LostError
    follower = held_follower(email)
    invited = Subscription.of(follower, group.query, group, frequency=group.frequency)
    Subscription.objects.bulk_create([invited], ignore_conflicts=True)
    subscription = Subscription.objects.get(group=group, follower=follower)
    if subscription.state != SubscriptionState.PENDING and follower.stopped_at is None:
        return subscription
    since = timezone.now() - timedelta(hours=1)
    asked = Delivery.objects.filter(
        follower=follower, kind=DeliveryKind.CONFIRM, made_at__gt=since
    ).count()
    if asked >= ASKED_AN_HOUR:
        raise AskedTooOftenError
    subscription.nonce = subscription.nonce or new_key()
    subscription.save(update_fields=["nonce"])
    outbox.put(DeliveryKind.CONFIRM, follower, subscription=subscription)
    return subscription


@transaction.atomic
def change_frequency(group: GroupFollow, frequency: Frequency) -> None:
    """Send more or less often to all, but to those who chose otherwise themselves."""
    group.recipients.filter(frequency=group.frequency).update(frequency=frequency)
    group.frequency = frequency
    group.save(update_fields=["frequency"])


def remove_recipient(recipient: Subscription) -> None:
    """Send this address nothing more of it."""
    following.end(recipient)


@transaction.atomic
def end(group: GroupFollow) -> int:
    """Follow it no longer; return how many recipients it had."""
    hand_over(group.recipients.all())
    return group.delete()[1].get(Subscription._meta.label, 0)
