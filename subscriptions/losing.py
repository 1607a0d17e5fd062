"""A term or an entry that goes: who followed it is told once, and what comes nearest is offered.

All of it happens in the transaction that deletes: either the term is there and nobody was told,
or it is gone and every mail waits in the log. A search with other values left in that list goes
on with those. One without would find something wider than was asked for; it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from practices.models import FormerValue, LearningNetwork, Region
from practices.renaming import Value
from search.query import SearchQuery
from subscriptions import outbox
from subscriptions.alternatives import Alternative, label_of, nearest, value_of
from subscriptions.deliveries import hand_over
from subscriptions.models import (
    DeliveryKind,
    FollowedQuery,
    GroupFollow,
    LostTerm,
    Subscription,
    SubscriptionState,
    Webhook,
)
from subscriptions.noticing import lock
from subscriptions.renaming import chosen_values, naming, rewrite, with_values
from subscriptions.wording import what

CONFIRMED = (SubscriptionState.ACTIVE, SubscriptionState.PAUSED)
TOLD = Q(state__in=CONFIRMED, follower__stopped_at=None)


@dataclass(frozen=True)
class Lost:
    """What goes: how it is called, which values mean it, and what comes nearest."""

    value: Value
    label: str
    alternatives: tuple[Alternative, ...]
    names: frozenset[str]


def lose(instance: Model) -> int:
    """Before a term or an entry is deleted; return how many followers will be told."""
    value = value_of(instance)
    if value is None:
        return 0
    lock()
    ending = Subscription.objects.none()
    if isinstance(instance, LearningNetwork):
        ending = Subscription.objects.filter(group__network=instance)
    elif isinstance(instance, Region):
        ending = Subscription.objects.filter(group__region=instance)
    told = _tell_recipients(ending, label_of(instance))
    hand_over(ending)
    names = _names(value)
    found = naming(value.parameter, names)
    if not found:
        return told
    lost = Lost(value, label_of(instance), nearest(instance), frozenset(names))
    LostTerm.objects.create(
        parameter=value.parameter,
        value=value.value,
        label=lost.label,
        alternatives=[[each.value, each.label] for each in lost.alternatives],
    )
    leaving = set(ending.values_list("pk", flat=True))
    for followed in found:
        told += _lose_in(followed, lost, leaving)
    return told


def searches_with(instance: Model) -> list[FollowedQuery]:
    """The followed searches that name a term or an entry."""
    value = value_of(instance)
    return naming(value.parameter, _names(value)) if value is not None else []


def _names(value: Value) -> set[str]:
    """All that means this value in an address, what it was before included."""
    former = FormerValue.of(value.parameter)
    return {*value.names, *(written for written, now in former.items() if now == value.value)}


def _lose_in(followed: FollowedQuery, lost: Lost, leaving: set[UUID]) -> int:
    # Whoever is about to follow it waits, and then sees that it is gone (`queries.kept`).
    FollowedQuery.objects.select_for_update(no_key=True).get(pk=followed.pk)
    query = SearchQuery.parse(followed.query_string)
    parameter = lost.value.parameter
    rest = chosen_values(query, parameter) - lost.names
    offered = [
        [each.label, with_values(query, parameter, {*rest, each.value}).query_string]
        for each in lost.alternatives
        if each.value not in rest
    ]
    payload = {
        "label": lost.label,
        "what": what(query),
        "alternatives": offered,
        "goes_on": bool(rest),
    }
    readers = followed.subscriptions.filter(TOLD).exclude(pk__in=leaving)
    told = outbox.put_all(DeliveryKind.LOST, list(readers), payload)
    if rest:
        rewrite(followed, with_values(query, parameter, rest))
        return told
    now = timezone.now()
    GroupFollow.objects.filter(query=followed, lost_at=None).update(lost_at=now)
    # Confirming a request later would start a search for something else.
    ends = followed.subscriptions.filter(state__in=CONFIRMED)
    ends.update(state=SubscriptionState.LOST, lost_at=now, nonce="")
    followed.subscriptions.filter(state=SubscriptionState.PENDING).delete()
    Webhook.objects.filter(query=followed, switched_off_at=None).update(switched_off_at=now)
    return told


def _tell_recipients(ending: QuerySet[Subscription], label: str) -> int:
    """The recipients of a group that goes: they can follow the same search themselves."""
    told = 0
    for subscription in ending.filter(TOLD).select_related("query"):
        query_string = subscription.query.query_string
        offered = [[what(SearchQuery.parse(query_string)), query_string]]
        payload = {
            "label": label,
            "what": offered[0][0],
            "alternatives": offered,
            "goes_on": False,
        }
        told += outbox.put_all(DeliveryKind.LOST, [subscription], payload, keep=False)
    return told
