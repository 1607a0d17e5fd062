"""What is new in a search as plain values, for every form that a feed has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.vocabulary import TermValue
from search.query import SearchQuery
from subscriptions.feeds.identity import Known, known
from subscriptions.feeds.naming import name_of
from subscriptions.news import NewsItem, find_new

MOST = 1_000  # entries in all pages together; who reads a feed wants what is new
NEVER = datetime.fromtimestamp(0, UTC)  # when a feed without entries last changed


@dataclass(frozen=True)
class Category:
    """A term of an entry; `scheme` and `term` together are the address of a search for it."""

    scheme: str
    term: str
    label: str


@dataclass(frozen=True)
class FeedEntry:
    """An entry in a feed. `id` is the same as long as the entry exists, `url` is absolute."""

    id: str
    url: str
    title: str
    summary: str
    reasons: tuple[str, ...]
    author: str
    categories: tuple[Category, ...]
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Feed:
    """One page of a feed. `query` is the resolved search, with the page."""

    id: str
    title: str
    subtitle: str
    author: str
    query: SearchQuery
    pages: int
    entries: tuple[FeedEntry, ...]

    @property
    def updated_at(self) -> datetime:
        """When there was last something new in it."""
        return max((entry.updated_at for entry in self.entries), default=NEVER)


def read_feed(query: SearchQuery) -> Feed:
    """What is new in a search, newest first; `query.page` tells which page of it.

    The order that was asked for is of no matter here. Raises EngineUnavailableError.
    """
    found = find_new(query.with_order("").with_page(1), page=query.page, most=MOST)
    resolved = found.query.with_order("").with_page(1)
    ids = [item.hit.card.id for item in found.items]
    lasting = known(ids)
    return Feed(
        id=lasting.named("zoekvraag", resolved.followed_string).urn,
        title=name_of(query, vocabularies.current()),
        subtitle=str(_("Wat er nieuw is op %(site)s") % {"site": settings.WAGTAIL_SITE_NAME}),
        author=settings.WAGTAIL_SITE_NAME,
        query=resolved.with_page(query.page),
        pages=found.pages,
        entries=tuple(feed_entries(found.items, lasting)),
    )


def feed_entries(items: Sequence[NewsItem], lasting: Known) -> list[FeedEntry]:
    """News of entries as they stand in a feed; an entry that is deleted just now is left out."""
    return [
        _entry(item, lasting.ids[item.hit.card.id].urn)
        for item in items
        if item.hit.card.id in lasting.ids
    ]


def _entry(item: NewsItem, urn: str) -> FeedEntry:
    card = item.hit.card
    return FeedEntry(
        id=urn,
        url=absolute(card.url),
        title=card.title,
        summary=card.summary,
        reasons=item.reasons,
        author=card.network.label if card.network else settings.WAGTAIL_SITE_NAME,
        categories=(
            *_categories("sector", card.sectors),
            *_categories("regio", card.regions),
            *_categories("thema", card.themes),
        ),
        published_at=card.published_at or item.at,
        updated_at=item.at,
    )


def _categories(parameter: str, terms: Sequence[TermValue]) -> list[Category]:
    scheme = f"{absolute(reverse('search:search'))}?{parameter}="
    return [Category(scheme, term.value, term.label) for term in terms]


def absolute(path: str) -> str:
    """A path of the platform as a whole address."""
    return f"{settings.BASE_URL}{path}"


def address(name: str, query: SearchQuery) -> str:
    """The whole address of a search in some form: the page ("search:search"), a feed."""
    path = absolute(reverse(name))
    return f"{path}?{query.query_string}" if query.query_string else path
