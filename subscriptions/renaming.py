"""Searches that name a term whose value changed go on under the new value.

In the transaction of the change: the strings are few (one for each search, however many follow
it), and nothing is left for later that could be lost. Old addresses elsewhere are understood by
`practices.vocabulary`.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q

from practices.models import Region
from search.query import ENTRY_PARAMETER, SearchQuery
from subscriptions.joining import join_groups, join_queries
from subscriptions.models import FollowedQuery, GroupFollow, Subscription
from subscriptions.queries import MAX_LENGTH


def naming(parameter: str, values: Collection[str]) -> list[FollowedQuery]:
    """The followed searches in which one of these values is chosen, the oldest first."""
    condition = Q()
    for value in values:
        condition |= Q(query_string__contains=urlencode({parameter: value}))
    if not condition:
        return []
    found = FollowedQuery.objects.filter(condition).order_by("pk")
    return [each for each in found if named(each, parameter, values)]


def named(query: FollowedQuery, parameter: str, values: Collection[str]) -> bool:
    """Whether one of these values is chosen in a search."""
    chosen = chosen_values(SearchQuery.parse(query.query_string), parameter)
    return not chosen.isdisjoint(values)


def chosen_values(query: SearchQuery, parameter: str) -> set[str]:
    """The values that stand in a search for a parameter; of `vermelding` the ids."""
    if parameter == ENTRY_PARAMETER:
        return {str(pk) for pk in query.entries}
    return set(query.values(parameter))


def with_values(query: SearchQuery, parameter: str, values: Collection[str]) -> SearchQuery:
    """The search with exactly these values for a parameter."""
    if parameter == ENTRY_PARAMETER:
        return query.with_entries(int(value) for value in values)
    return query.with_values(parameter, list(values))


def rename(parameter: str, value: str, now: str) -> int:
    """Let every search that names `value` name `now`; return how many did."""
    found = naming(parameter, [value])
    for followed in found:
        query = SearchQuery.parse(followed.query_string)
        values = chosen_values(query, parameter) - {value} | {now}
        rewrite(followed, with_values(query, parameter, values))
    return len(found)


def rewrite(followed: FollowedQuery, query: SearchQuery) -> FollowedQuery:
    """Give a followed search another query; it goes up in the one that has that already.

    Returns the row that holds it now. In the caller's transaction.
    """
    written = query.query_string
    if len(written) > MAX_LENGTH:
        return followed  # the value that it names is still understood
    twin = FollowedQuery.objects.filter(query_string=written).exclude(pk=followed.pk).first()
    if twin is not None:
        join_queries(followed, twin)
        return twin
    followed.query_string = written
    followed.save(update_fields=["query_string"])
    return followed


def move_groups(loser: Region, winner: Region) -> None:
    """What networks follow for one region they follow for another, in the caller's transaction."""
    for group in GroupFollow.objects.filter(region=loser).order_by("pk"):
        twin = GroupFollow.objects.filter(
            network=group.network_id, query=group.query_id, region=winner
        ).first()
        if twin is None:
            GroupFollow.objects.filter(pk=group.pk).update(region=winner)
        else:
            join_groups(group, twin)


def present_subscription(pk: UUID) -> Subscription | None:
    """The subscription with this id, or the one that it went up in; None when it is no more."""
    known = Subscription.objects.select_related("follower", "query")
    # One after the other: each is found by its key.
    return known.filter(pk=pk).first() or known.filter(former=pk).first()
