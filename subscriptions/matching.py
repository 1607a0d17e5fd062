"""News -> who must hear of it: editions of searches, and a delivery for every follower.

Many follow the same search: the work is done once for each search, in one go for all of them,
and the rows of the followers are written by the database itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min, Q

from practices import vocabulary as vocabularies
from practices.models import VocabularyVersion
from search import queue
from search.asking import ask_among
from search.engines import current_engine
from search.query import SearchQuery
from search.resolving import resolve
from subscriptions.deliveries import Due, deliver, with_joined_subscriptions
from subscriptions.models import (
    FollowedQuery,
    Frequency,
    News,
    Subscription,
    SubscriptionState,
)
from subscriptions.news import Items, items_of, newest_news_id, rows_of
from subscriptions.noticing import lock, not_looked_at
from subscriptions.overtaken import MAY_PASS
from subscriptions.queries import gone

Wanted = tuple[SearchQuery, int, int]
"""A search and a stretch of news: after this `News.pk`, until and with this one."""


def new_for(wanted: Sequence[Wanted]) -> list[Items]:
    """What is new in each of many searches over its stretch of news, newest first.

    Exactly what the page lists as new; nothing for a search that names something that is gone,
    as that would find what nobody asked for. Raises EngineUnavailableError.
    """
    if not wanted:
        return []
    vocabulary = vocabularies.current()
    first = min(after for _query, after, _until in wanted)
    last = max(until for _query, _after, until in wanted)
    news = News.objects.filter(pk__gt=first, pk__lte=last, backdated=False)
    rows = list(rows_of(news))
    queries = list(dict.fromkeys(query for query, _after, _until in wanted))
    resolved = {query: resolve(query, vocabulary) for query in queries}
    ids = list(dict.fromkeys(entry_id for _pk, entry_id, _before in rows))
    found = dict(zip(queries, ask_among(queries, vocabulary, ids), strict=True))
    return [
        items_of(
            resolved[query],
            (row for row in rows if after < row[0] <= until and row[1] in found[query]),
            vocabulary,
        )
        if not gone(query, vocabulary)
        else []
        for query, after, until in wanted
    ]


def match(frequency: Frequency) -> int:
    """Make editions of what is new and deliveries to who follows it; return how many deliveries.

    What a follower has seen moves on in the same transaction as the deliveries are written.
    Raises EngineUnavailableError; everything then stays as it was.
    """
    return unless_terms_change(lambda version: _match_once(frequency, version))


class TermsChangedError(Exception):
    """A term changed meanwhile: the searches go by other values now than were asked."""


def unless_terms_change(attempt: Callable[[str], int]) -> int:
    """What `attempt` returns, made again as long as terms change. It gets their version."""
    while True:
        with suppress(TermsChangedError):
            return attempt(VocabularyVersion.current())


@contextmanager
def writing(version: str) -> Iterator[None]:
    """A transaction in which no news comes and no term changes: TermsChangedError if one has."""
    with transaction.atomic():
        lock()
        if VocabularyVersion.current() != version:
            raise TermsChangedError
        yield


def _match_once(frequency: Frequency, version: str) -> int:
    active = Subscription.objects.filter(state=SubscriptionState.ACTIVE, frequency=frequency)
    until = indexed_until(active.aggregate(first=Min("seen"))["first"] or 0)
    due = active.filter(seen__lt=until)
    # Who has seen least comes first: what they are told is all that is told to the others.
    groups = list(due.order_by("seen").values_list("query_id", "seen").distinct())
    if not groups:
        return 0
    strings = dict(FollowedQuery.objects.values_list("pk", "query_string"))
    parsed = {pk: SearchQuery.parse(strings[pk]) for pk, _seen in groups if pk in strings}
    groups = [group for group in groups if group[0] in parsed]
    items = new_for([(parsed[pk], seen, until) for pk, seen in groups])
    made = 0
    nothing = []
    told: dict[int, set[UUID]] = defaultdict(set)
    with writing(version):
        joined = with_joined_subscriptions()
        for (query_id, seen), found in zip(groups, items, strict=True):
            if found:
                who = Due(frequency, query_id, seen, joined=query_id in joined)
                made += deliver(who, until, found, told[query_id])
            else:
                nothing.append((query_id, seen))
        _seen(frequency, nothing, until)
    return made


def is_behind(frequency: Frequency, news_id: int) -> bool:
    """Whether news until `news_id` was not weighed for all: its entries are not indexed yet."""
    active = Subscription.objects.filter(state=SubscriptionState.ACTIVE, frequency=frequency)
    return active.filter(seen__lt=news_id).exists()


def indexed_until(seen: int) -> int:
    """The last news that can be weighed: all entries from `seen` to there are indexed as they are.

    After a term was renamed its entries are found under the new value only once the index has
    them so; what is weighed before that would be passed over for ever. So would be what an index
    misses that was put back. Raises EngineUnavailableError.
    """
    newest = newest_news_id()
    if newest <= seen:
        return newest
    if current_engine().behind_since() is not None:
        return seen
    waiting = Q(entry_id__in=queue.pending().values("entry_id"))
    # News that may not hold any more, and hold again when it is looked at.
    waiting |= Q(kind__in=MAY_PASS, entry_id__in=not_looked_at().values("entry_id"))
    first = News.objects.filter(waiting, pk__gt=seen).aggregate(first=Min("pk"))["first"]
    return newest if first is None else first - 1


def _seen(frequency: Frequency, groups: Sequence[tuple[int, int]], until: int) -> None:
    """Move on all subscriptions for whose search nothing was new in this stretch."""
    table = Subscription._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET seen = %s "  # noqa: S608  # our own table's name
            "WHERE state = %s AND frequency = %s AND query_id = %s AND seen = %s",
            [
                (until, SubscriptionState.ACTIVE.value, frequency.value, query_id, seen)
                for query_id, seen in groups
            ],
        )
