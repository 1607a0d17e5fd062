"""Two searches that became the same: their followers, groups and webhooks come together.

Nobody stops hearing of anything: of two subscriptions of one follower the one that works stays,
and it starts again from where the one that had seen least was.
"""

from __future__ import annotations

from django.db.models import Min, QuerySet

from subscriptions.models import (
    FollowedQuery,
    GroupFollow,
    MergedSubscription,
    Subscription,
    SubscriptionState,
    Webhook,
)

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
    for one in losers.filter(follower__in=winners.values("follower")).order_by("pk"):
        _join_pair(one, there[one.follower_id])


def _join_pair(one: Subscription, other: Subscription) -> None:
    """Keep the one that works; of two alike the one that was confirmed first."""

    def worth(each: Subscription) -> tuple[int, float]:
        since = each.confirmed_at or each.created_at
        return _RANK.index(SubscriptionState(each.state)), since.timestamp()

    kept, gone = sorted([one, other], key=worth)
    gone_id, query_id, group_id = gone.pk, other.query_id, other.group_id
    gone.deliveries.update(subscription=kept)
    gone.former.update(now=kept)
    gone.delete()
    kept.query_id, kept.group_id = query_id, group_id
    if gone.state == kept.state:
        kept.seen = min(kept.seen, gone.seen)
    kept.save()
    # Mails that were sent hold the number of the one that went: ending that ends this one.
    MergedSubscription.objects.create(pk=gone_id, now=kept)


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
