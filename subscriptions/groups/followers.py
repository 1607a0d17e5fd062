"""Which networks and regions follow an entry: itself, or a search that finds it.

Through the one search function, for all followed searches in one go. The answer holds until the
index, a term, what is followed or the page of a network changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Max

from practices import vocabulary as vocabularies
from practices.models import VocabularyVersion
from search.asking import ask_among
from search.engines import current_engine
from search.query import SearchQuery
from subscriptions.groups.listing import open_follows, page_of, speaker_name

KEPT = 3_600  # seconds, also when nothing changes: an entry may expire meanwhile


@dataclass(frozen=True)
class FollowedBy:
    """Who follows it, and the page that says what else they follow."""

    name: str
    url: str


def followers_of(entry_id: int) -> tuple[FollowedBy, ...]:
    """Who follows an entry, by name. Who follows everything there is is not named.

    Raises EngineUnavailableError.
    """
    counted = open_follows().aggregate(
        newest=Max("pk"), count=Count("pk"), published=Max("network__last_published_at")
    )
    if not counted["count"]:
        return ()
    state = (current_engine().generation(), VocabularyVersion.current(), *counted.values())
    key = f"followers:{entry_id}"
    kept = cache.get(key)
    if kept is not None and kept[0] == state:
        found: tuple[FollowedBy, ...] = kept[1]
        return found
    found = _find(entry_id)
    cache.set(key, (state, found), KEPT)
    return found


def _find(entry_id: int) -> tuple[FollowedBy, ...]:
    rows = [
        (row, query)
        for row in open_follows()
        if (query := SearchQuery.parse(row.query.query_string)).is_filtered
    ]
    queries = list(dict.fromkeys(query for _row, query in rows))
    # As it is written: a search for words that nothing has says nothing about this entry.
    answers = ask_among(queries, vocabularies.current(), [entry_id], widen=False)
    finding = {query for query, ids in zip(queries, answers, strict=True) if entry_id in ids}
    names = {
        speaker_name(row.network, row.region): page_of(row.network)
        + (f"#regio-{row.region.slug}" if row.region else "")
        for row, query in rows
        if query in finding
    }
    return tuple(FollowedBy(name, url) for name, url in names.items())
