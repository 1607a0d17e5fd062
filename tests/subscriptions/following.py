"""Short ways to make followers, and to see what they were told."""

from __future__ import annotations

from django.utils import timezone

from search import queue
from search.query import SearchQuery
from subscriptions.models import (
    Delivery,
    FollowedQuery,
    Follower,
    Frequency,
    Subscription,
    SubscriptionState,
)
from subscriptions.news import newest_news_id
from subscriptions.noticing import notice


def look() -> int:
    """Index what changed, and look what is news."""
    queue.drain()
    return notice()


def follow(
    query_string: str = "",
    email: str = "lezer@voorbeeld.test",
    frequency: Frequency = Frequency.AT_ONCE,
) -> Subscription:
    """A confirmed subscription that has seen everything until now."""
    query, _made = FollowedQuery.objects.get_or_create(
        query_string=SearchQuery.parse(query_string).query_string
    )
    follower, _made = Follower.objects.get_or_create(email=email)
    made = Subscription.of(
        follower,
        query,
        frequency=frequency,
        state=SubscriptionState.ACTIVE,
        confirmed_at=timezone.now(),
        seen=newest_news_id(),
    )
    made.save(force_insert=True)
    return made


def told(subscription: Subscription) -> list[list[int]]:
    """The entries in each delivery to a subscription, in the order they were made."""
    rows = Delivery.objects.filter(subscription=subscription).order_by("made_at", "edition_id")
    return [
        [pk for pk, _news in row.edition.items]
        for row in rows.select_related("edition")
        if row.edition
    ]
