"""What is new in a search: the one answer for the page, the mails, the feeds and the webhooks."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Max, QuerySet

from practices import vocabulary as vocabularies
from practices.cards import cards
from practices.models import VocabularyVersion
from practices.vocabulary import Vocabulary
from search import queue
from search.asking import ask, ask_among
from search.engines import current_engine
from search.engines.base import EngineUnavailableError
from search.finding import find_among
from search.highlight import Fragment
from search.models import QueueRow
from search.query import SearchQuery
from search.resolving import resolve
from search.results import Hit
from subscriptions import reasons
from subscriptions.models import News, NewsKind
from subscriptions.noticing import not_looked_at
from subscriptions.overtaken import overtaken
from subscriptions.queries import gone
from subscriptions.withdrawing import withdrawn

# Up to so many entries the search is done among them; for more, everything it finds is read.
FEW = 5_000

Row = tuple[int, int, dict[str, list[str]] | None]
"""News: its id, its entry, and what the entry was found under before (only for RELEVANT)."""

Items = list[tuple[int, list[int]]]
"""Entries in order, each with the ids of its news, the newest first: [(entry id, [news id])]."""


@dataclass(frozen=True)
class NewsItem:
    """One entry with what is new about it. `at` is when the newest of it was."""

    hit: Hit
    at: datetime
    kinds: tuple[NewsKind, ...]
    reasons: tuple[str, ...]
    met: tuple[str, ...]  # labels of the chosen filters that it meets


@dataclass(frozen=True)
class NewPage:
    """A page of what is new, newest first. `query` is resolved, unless it names what is gone."""

    query: SearchQuery
    total: int
    items: tuple[NewsItem, ...]
    page: int
    pages: int


def newest_news_id() -> int:
    """The last news there is; a new follower hears of what comes after it."""
    return News.objects.aggregate(newest=Max("pk"))["newest"] or 0


def find_new(
    query: SearchQuery,
    since: datetime | None = None,
    *,
    page: int = 1,
    size: int = 20,
    most: int | None = None,
) -> NewPage:
    """What is new in a search since a moment (None: ever), each entry once, the newest first.

    With `most` only so many entries, the newest, are looked through. A search that names what is
    gone finds nothing: what is left of it would find more. Raises EngineUnavailableError.
    """
    vocabulary = vocabularies.current()
    if gone(query, vocabulary):
        return NewPage(query, 0, (), page, 1)
    query = resolve(query, vocabulary)
    news = News.objects.all() if since is None else News.objects.filter(at__gt=since)
    rows = _found(query, news, vocabulary)
    if most is not None:
        newest = _new_entries(query, rows, vocabulary, most)
        rows = rows_of(news.filter(entry_id__in=newest))
    found = items_of(query, rows, vocabulary)
    pages = max(1, math.ceil(len(found) / size))
    start = (page - 1) * size
    shown = present(query, found[start : start + size])
    return NewPage(query, len(found), tuple(shown), page, pages)


def _new_entries(
    query: SearchQuery, rows: Iterable[Row], vocabulary: Vocabulary, most: int
) -> set[int]:
    """The first entries, up to so many, that something is new of."""
    found: set[int] = set()
    for _pk, entry_id, before in rows:
        if before is None or not meets(query, before, vocabulary):
            found.add(entry_id)
            if len(found) == most:
                break
    return found


def rows_of(news: QuerySet[News]) -> Iterator[Row]:
    """The news that is looked through and still holds, the newest first.

    Without models, and some at a time: there may be much.
    """
    columns = ("pk", "entry_id", "kind", "detail", "before")
    read = news.order_by("-at", "-pk").values_list(*columns).iterator(FEW)
    while some := list(islice(read, FEW)):
        untrue = overtaken((pk, entry, kind, detail) for pk, entry, kind, detail, _before in some)
        yield from ((pk, entry, before) for pk, entry, _k, _d, before in some if pk not in untrue)


def _found(query: SearchQuery, news: QuerySet[News], vocabulary: Vocabulary) -> Iterator[Row]:
    """The news of what a search finds, the newest first."""
    ids = list(news.order_by().values_list("entry_id", flat=True).distinct()[: FEW + 1])
    if len(ids) <= FEW:
        found = ask_among([query], vocabulary, ids)[0]
    else:
        asked = ask(query, vocabulary)
        found = frozenset(current_engine().matching_ids(asked.engine_query))
    if len(found) <= FEW:
        news = news.filter(entry_id__in=found)
    return (row for row in rows_of(news) if row[1] in found)


def items_of(query: SearchQuery, rows: Iterable[Row], vocabulary: Vocabulary) -> Items:
    """The news (newest first) of entries that a resolved search finds, as far as it is new in it.

    That an entry was tagged anew is news to a search that did not find it before.
    """
    found: dict[int, list[int]] = {}
    for pk, entry_id, before in rows:
        if before is None or not meets(query, before, vocabulary):
            found.setdefault(entry_id, []).append(pk)
    return list(found.items())


def meets(query: SearchQuery, facets: dict[str, list[str]], vocabulary: Vocabulary) -> bool:
    """Whether an entry with these values met all choices. A renamed value is the same value."""
    return all(
        any(
            value in chosen or vocabulary.resolve(parameter, value) in chosen
            for value in facets.get(parameter, ())
        )
        for parameter, chosen in query.facets
    )


class NotIndexedYetError(Exception):
    """An entry or a term changed, and the index does not have it so: what is left out is unsure."""


def present(query: SearchQuery, items: Sequence[Sequence[object]]) -> list[NewsItem]:
    """The items of an edition as they may be shown now, and only what of them still holds.

    What nobody may see any more is left out, and what the search does not find any more. Without
    the engine the words are marked all the same, and only the visibility is asked for.
    """
    vocabulary = vocabularies.current()
    news_of = _news_of(items)
    shown, _untrue = _told(query, _hits(query, list(news_of), vocabulary), news_of, vocabulary)
    return shown


def present_for_good(query: SearchQuery, items: Sequence[Sequence[object]]) -> list[NewsItem]:
    """As `present`, for what is told once. Raises NotIndexedYetError.

    After a term was renamed its entries are found under the new value only once the index has
    them so; what is left out before that would be left out for ever. What is left out because
    nobody may see it is known as withdrawn: when it comes back that is news. News that does not
    hold waits until it was looked at: what is put right by then would be no news.
    """
    news_of = _news_of(items)
    before = _state(news_of)
    vocabulary = vocabularies.current()
    hits = _hits(query, list(news_of), vocabulary)
    shown, untrue = _told(query, hits, news_of, vocabulary)
    missing = news_of.keys() - {hit.card.id for hit in hits}
    unsure = missing - withdrawn(missing) if missing else missing
    if unsure and (
        _state(news_of) != before
        or queue.pending().filter(entry_id__in=unsure).exists()
        or _index_is_behind()
    ):
        raise NotIndexedYetError
    if untrue and not_looked_at().filter(entry_id__in=untrue).exists():
        raise NotIndexedYetError
    return shown


def _index_is_behind() -> bool:
    """Whether the index in service misses what others had; away it leaves nothing out."""
    try:
        return current_engine().behind_since() is not None
    except EngineUnavailableError:
        return False


def _state(ids: Collection[int]) -> tuple[str, list[tuple[int, int, int]]]:
    """What changes with the terms, with any of these entries, and when the index has it."""
    rows = QueueRow.objects.filter(entry_id__in=ids).order_by("entry_id")
    return VocabularyVersion.current(), list(rows.values_list("entry_id", "generation", "indexed"))


def _news_of(items: Sequence[Sequence[object]]) -> dict[int, list[int]]:
    return {int(pk): list(ids) for pk, ids in items}  # type: ignore[call-overload]


def _told(
    query: SearchQuery,
    hits: Sequence[Hit],
    news_of: Mapping[int, Sequence[int]],
    vocabulary: Vocabulary,
) -> tuple[list[NewsItem], set[int]]:
    """What of these hits is told, and of which of them some news does not hold any more."""
    wanted = [pk for hit in hits for pk in news_of[hit.card.id]]
    rows = News.objects.in_bulk(wanted)
    untrue = overtaken((row.pk, row.entry_id, row.kind, row.detail) for row in rows.values())
    shown = []
    for hit in hits:
        news = [rows[pk] for pk in news_of[hit.card.id] if pk in rows and pk not in untrue]
        if not news:
            continue
        shown.append(
            NewsItem(
                hit=hit,
                at=max(row.at for row in news),
                kinds=tuple(dict.fromkeys(NewsKind(row.kind) for row in news)),
                reasons=reasons.sentences(news),
                met=reasons.met_filters(query, hit.card, vocabulary),
            )
        )
    return shown, {row.entry_id for pk, row in rows.items() if pk in untrue}


def _hits(query: SearchQuery, ids: Sequence[int], vocabulary: Vocabulary) -> Sequence[Hit]:
    try:
        return find_among(query, ids, vocabulary)
    except EngineUnavailableError:
        return [
            Hit(card, (Fragment(card.title, False),), (Fragment(card.summary, False),), ())
            for card in cards(ids, vocabulary)
        ]
