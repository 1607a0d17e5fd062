"""Two searches that became the same: their followers, groups and webhooks come together.

Nobody stops hearing of anything: of two subscriptions of one follower the one that works stays,
and it starts again from where the one that had seen least was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Min, QuerySet

from subscriptions.models import (
    Delivery,
    FollowedQuery,
    GroupFollow,
    MergedSubscription,
    Subscription,
    SubscriptionState,
    Webhook,
)

BATCH = 200  # pairs at a time; SQLite takes a limited number of parameters
_RANK = (
    SubscriptionState.ACTIVE,
    SubscriptionState.PAUSED,
    SubscriptionState.LOST,
    SubscriptionState.PENDING,
)


def join_queries(loser: FollowedQuery, winner: FollowedQuery) -> None:
    """Move all that hangs on one search to the other and delete it. In the caller's transaction."""
    loser.editions.update(query=winner)
    for group in loser.groups.order_by("pk"):
        twin = winner.groups.filter(network=group.network_id, region=group.region_id).first()
        if twin is None:
            GroupFollow.objects.filter(pk=group.pk).update(query=winner)
        else:
            join_groups(group, twin)
    _join_subscriptions(
        loser.subscriptions.filter(group=None), winner.subscriptions.filter(group=None)
    )
    loser.subscriptions.update(query=winner)
    for webhook in loser.webhooks.order_by("pk"):
        _join_webhook(webhook, winner)
    loser.delete()


def join_groups(loser: GroupFollow, winner: GroupFollow) -> None:
    """Two follows of one group that became the same: their recipients come together."""
    _join_subscriptions(loser.recipients.all(), winner.recipients.all())
    loser.recipients.update(group=winner, query=winner.query_id)
    if winner.lost_at is not None and loser.lost_at is None:
        GroupFollow.objects.filter(pk=winner.pk).update(lost_at=None)
    loser.delete()


def _join_subscriptions(losers: QuerySet[Subscription], winners: QuerySet[Subscription]) -> None:
    """Make one of the two subscriptions of every follower who has both."""
    there = {each.follower_id: each for each in winners}
    pairs = [(one, there[one.follower_id]) for one in losers if one.follower_id in there]
    for start in range(0, len(pairs), BATCH):
        _join_pairs(pairs[start : start + BATCH])


def _join_pairs(pairs: Sequence[tuple[Subscription, Subscription]]) -> None:
    """Of each pair keep the one that works, in the place of the second."""
    kept_for: dict[UUID, Subscription] = {}
    for one, other in pairs:
        kept, gone = sorted([one, other], key=_worth)
        kept.query_id, kept.group_id = other.query_id, other.group_id
        if gone.state == kept.state:
            kept.seen = min(kept.seen, gone.seen)
        kept.nonce = kept.nonce or gone.nonce  # a request that waits can still be confirmed
        kept_for[gone.pk] = kept
    _move_deliveries(kept_for)
    # Mails that were sent hold the number of the one that goes: ending that ends this one.
    former = list(MergedSubscription.objects.filter(now__in=kept_for))
    for each in former:
        each.now = kept_for[each.now_id]
    MergedSubscription.objects.bulk_update(former, ["now"], BATCH)
    Subscription.objects.filter(pk__in=kept_for).delete()
    Subscription.objects.bulk_update(kept_for.values(), ["query", "group", "seen", "nonce"], BATCH)
    MergedSubscription.objects.bulk_create(
        MergedSubscription(pk=gone, now=kept) for gone, kept in kept_for.items()
    )


def _move_deliveries(kept_for: Mapping[UUID, Subscription]) -> None:
    """The mails of the one become those of the other; the same edition once (two recipients)."""
    kept = list(kept_for.values())
    there = set(
        Delivery.objects.filter(subscription__in=kept, edition__isnull=False).values_list(
            "subscription_id", "edition_id"
        )
    )
    moved, twice = [], []
    for delivery in Delivery.objects.filter(subscription__in=kept_for):
        assert delivery.subscription_id is not None  # noqa: S101  # for the types
        delivery.subscription = kept_for[delivery.subscription_id]
        if (delivery.subscription_id, delivery.edition_id) in there:
            twice.append(delivery.pk)
        else:
            moved.append(delivery)
    for start in range(0, len(twice), BATCH):
        Delivery.objects.filter(pk__in=twice[start : start + BATCH]).delete()
    Delivery.objects.bulk_update(moved, ["subscription"], BATCH)


def _worth(subscription: Subscription) -> tuple[int, datetime]:
    """What works comes first; of two alike the one that was confirmed first."""
    since = subscription.confirmed_at or subscription.created_at
    return _RANK.index(SubscriptionState(subscription.state)), since


def _join_webhook(webhook: Webhook, winner: FollowedQuery) -> None:
    twin = winner.webhooks.filter(network=webhook.network_id, url=webhook.url).first()
    if twin is None:
        Webhook.objects.filter(pk=webhook.pk).update(query=winner)
        return
    # Each signs with a secret of its own, so a call of the one cannot be sent by the other:
    # the one that stays tells once more what the other had not told yet.
    kept, gone = sorted(
        [webhook, twin], key=lambda each: (each.switched_off_at is not None, each.created_at)
    )
    untold = gone.calls.filter(done_at=None).aggregate(first=Min("after"))["first"]
    seen = [kept.seen]
    if gone.switched_off_at is None:
        seen += [gone.seen, *([untold] if untold is not None else [])]
    gone.delete()
    Webhook.objects.filter(pk=kept.pk).update(query=winner, seen=min(seen))
