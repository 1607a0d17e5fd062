"""One edition -> a delivery for each follower who is due, nobody told the same thing twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models import F, QuerySet
from django.utils import timezone

from subscriptions.models import (
    Delivery,
    DeliveryKind,
    DeliveryRank,
    DeliveryState,
    Edition,
    Follower,
    Frequency,
    MergedSubscription,
    News,
    Subscription,
    SubscriptionState,
)
from subscriptions.news import Items

BATCH = 2_000
Readers = list[tuple[UUID, UUID]]
"""Subscriptions with their followers: (Subscription.pk, Follower.pk)."""

NOT_TOLD = (DeliveryState.DROPPED, DeliveryState.REFUSED, DeliveryState.GIVEN_UP)


@dataclass(frozen=True)
class Due:
    """The subscriptions that are due: of one search, as often, and all weighed until `seen`.

    `joined`: among those of the search are some that two became one of, which may have been told
    of things after `seen`.
    """

    frequency: Frequency
    query_id: int
    seen: int
    joined: bool = False


def with_joined_subscriptions() -> set[int]:
    """The searches with a subscription that another one went up in."""
    return set(MergedSubscription.objects.values_list("now__query_id", flat=True).distinct())


def deliver(due: Due, until: int, items: Items, told: set[UUID]) -> int:
    """Write the deliveries of what is new in a search to all who are due for it; how many.

    What they have seen moves on, for exactly those rows: who comes to be due meanwhile was not
    told. In the transaction of the caller. Those who were told of an entry before get an edition
    without it, or none. An address that follows a search twice, for itself and for a network or
    a region, gets one mail: `told` holds the followers of this search who have one already, and
    whoever gets one now is added.
    """
    rows = dict(
        Subscription.objects.filter(
            state=SubscriptionState.ACTIVE,
            frequency=due.frequency,
            query_id=due.query_id,
            seen=due.seen,
        )
        # The first of an address is for itself, if it has one; a dict keeps the order.
        .order_by(F("group").asc(nulls_first=True), "pk")
        .select_for_update(no_key=True)
        .values_list("pk", "follower_id")
    )
    pks = list(rows)
    for start in range(0, len(pks), BATCH):
        Subscription.objects.filter(pk__in=pks[start : start + BATCH]).update(seen=until)
    stopped = set(
        Follower.objects.filter(
            stopped_at__isnull=False, subscriptions__query=due.query_id
        ).values_list("pk", flat=True)
    )
    first: dict[UUID, UUID] = {}
    for pk, follower in rows.items():
        if follower not in stopped and follower not in told:
            first.setdefault(follower, pk)
    told.update(first)
    readers = [(pk, follower) for follower, pk in first.items()]
    made = 0
    for entries, some in _by_told(due, readers, items):
        rest = [(pk, news) for pk, news in items if pk not in entries]
        if rest:
            made += _write(due, until, rest, some)
    return made


def hand_over(leaving: QuerySet[Subscription]) -> None:
    """Before these end or pause: of an address that follows the same another way, as often, the
    mails and the log of them go over to that. Of both ways one carries the mail.
    """
    for subscription in leaving:
        other = (
            Subscription.objects.filter(
                follower=subscription.follower_id,
                query=subscription.query_id,
                frequency=subscription.frequency,
                state=SubscriptionState.ACTIVE,
            )
            .exclude(pk__in=leaving.values("pk"))
            .order_by(F("group").asc(nulls_first=True), "pk")
            .first()
        )
        if other is not None:
            has = other.deliveries.filter(edition__isnull=False).values("edition")
            mails = subscription.deliveries.filter(edition__isnull=False)
            mails.exclude(edition__in=has).update(subscription=other)


def _write(due: Due, until: int, items: Items, readers: Readers) -> int:
    if not readers:
        return 0
    now = timezone.now()
    edition = Edition.objects.create(
        query_id=due.query_id, after=due.seen, until=until, items=items
    )
    rank = DeliveryRank.AT_ONCE if due.frequency == Frequency.AT_ONCE else DeliveryRank.DIGEST
    for start in range(0, len(readers), BATCH):
        Delivery.objects.bulk_create(
            Delivery(
                id=uuid4(),
                kind=DeliveryKind.NEWS,
                follower_id=follower_id,
                subscription_id=pk,
                edition=edition,
                rank=rank,
                not_before=now,
                made_at=now,
            )
            for pk, follower_id in readers[start : start + BATCH]
        )
    return len(readers)


def _by_told(due: Due, readers: Readers, items: Items) -> list[tuple[frozenset[int], Readers]]:
    """Readers by the entries of which they were told all of this before."""
    again = _again(items)
    entries = {pk for pk, news in items if due.joined or again.issuperset(news)}
    told = _told(due, entries) if entries else {}
    if not told:
        return [(frozenset(), readers)]
    groups: dict[frozenset[int], Readers] = defaultdict(list)
    for pk, follower_id in readers:
        heard = told.get(follower_id, {})
        nothing_new = frozenset(
            entry
            for entry, news in items
            if entry in heard and all(each in again or each in heard[entry] for each in news)
        )
        groups[nothing_new].append((pk, follower_id))
    return list(groups.items())


def _again(items: Items) -> set[int]:
    """The news that only introduces an entry, and not for the first time."""
    ids = [news for _pk, each in items for news in each]
    return set(News.objects.filter(pk__in=ids, again=True).values_list("pk", flat=True))


def _told(due: Due, entries: set[int]) -> dict[UUID, dict[int, set[int]]]:
    """Which news of these entries was told in a search: follower -> entry -> news."""
    editions = Edition.objects.filter(query_id=due.query_id).values_list("pk", "items")
    with_entries = {
        edition: found
        for edition, items in editions.iterator()
        if (found := {pk: news for pk, news in items if pk in entries})
    }
    told: dict[UUID, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    if not with_entries:
        return told
    rows = (
        Delivery.objects.filter(
            edition__in=list(with_entries), subscription__frequency=due.frequency
        )
        .exclude(state__in=NOT_TOLD)
        .values_list("follower_id", "edition_id", "left_out")
    )
    for follower, edition, left_out in rows.iterator(BATCH):
        for entry, news in with_entries[edition].items():
            if entry not in (left_out or ()):
                told[follower][entry].update(news)
    return told
