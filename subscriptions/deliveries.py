"""One edition -> a delivery for each follower who is due, nobody told the same thing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID, uuid4

from django.db.models import QuerySet
from django.utils import timezone

from subscriptions.models import (
    Delivery,
    DeliveryKind,
    DeliveryRank,
    DeliveryState,
    Edition,
    Frequency,
    News,
    Subscription,
    SubscriptionState,
)
from subscriptions.news import Items

BATCH = 2_000
NOT_TOLD = (DeliveryState.DROPPED, DeliveryState.REFUSED, DeliveryState.GIVEN_UP)


def deliver(frequency: Frequency, query_id: int, seen: int, until: int, items: Items) -> int:
    """Write the deliveries of what is new in a search to all who are due for it.

    In the transaction of the caller. Those who were told of an entry before get an edition
    without it, or none.
    """
    due = Subscription.objects.filter(
        state=SubscriptionState.ACTIVE,
        frequency=frequency,
        query_id=query_id,
        seen=seen,
        follower__stopped_at__isnull=True,
    ).order_by()
    told = _told(query_id, due, _perhaps_told(items))
    made = 0
    everyone = due.exclude(pk__in=[pk for pks in told.values() for pk in pks])
    made += _write(frequency, query_id, seen, until, items, everyone)
    for entries, subscriptions in told.items():
        rest = [(pk, news) for pk, news in items if pk not in entries]
        if rest:
            some = due.filter(pk__in=subscriptions)
            made += _write(frequency, query_id, seen, until, rest, some)
    return made


def _write(
    frequency: Frequency,
    query_id: int,
    seen: int,
    until: int,
    items: Items,
    due: QuerySet[Subscription],
) -> int:
    now = timezone.now()
    edition: Edition | None = None
    rank = DeliveryRank.AT_ONCE if frequency == Frequency.AT_ONCE else DeliveryRank.DIGEST
    made = 0
    batch: list[Delivery] = []
    for pk, follower_id in due.values_list("pk", "follower_id").iterator(BATCH):
        if edition is None:
            edition = Edition.objects.create(
                query_id=query_id, after=seen, until=until, items=items
            )
        batch.append(
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
        )
        if len(batch) == BATCH:
            made += len(Delivery.objects.bulk_create(batch))
            batch = []
    return made + len(Delivery.objects.bulk_create(batch))


def _perhaps_told(items: Items) -> set[int]:
    """The entries that are only here because they were introduced, and not for the first time."""
    ids = [news for _pk, each in items for news in each]
    again = set(News.objects.filter(pk__in=ids, again=True).values_list("pk", flat=True))
    return {pk for pk, each in items if again.issuperset(each)}


def _told(
    query_id: int, due: QuerySet[Subscription], entries: set[int]
) -> dict[frozenset[int], list[UUID]]:
    """Which subscriptions were told of which of these entries: entries -> subscriptions."""
    if not entries:
        return {}
    told: dict[UUID, set[int]] = defaultdict(set)
    editions = Edition.objects.filter(query_id=query_id).values_list("pk", "items")
    with_entries = {
        edition: found
        for edition, items in editions.iterator()
        if (found := entries & {pk for pk, _news in items})
    }
    rows: Iterable[tuple[UUID, int, list[int]]] = (
        Delivery.objects.filter(edition__in=list(with_entries), subscription__in=due)
        .exclude(state__in=NOT_TOLD)
        .values_list("subscription_id", "edition_id", "left_out")
    )
    for subscription, edition, left_out in rows:
        told[subscription] |= with_entries[edition] - set(left_out or ())
    groups: dict[frozenset[int], list[UUID]] = defaultdict(list)
    for subscription, found in told.items():
        if found:
            groups[frozenset(found)].append(subscription)
    return groups
