"""A feed as Atom (RFC 4287), with links from page to page (RFC 5005)."""

from __future__ import annotations

from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.xmlutils import SimplerXMLGenerator

from subscriptions.feeds.feed import Feed, FeedEntry, address
from subscriptions.feeds.texts import plain

CONTENT_TYPE = Atom1Feed.content_type


class PagedFeed(Atom1Feed):
    """Django's Atom feed, with what it leaves out: paging, and categories with a label."""

    def latest_post_date(self) -> Any:
        """When it last changed; a feed without entries does not change with the clock."""
        return self.feed["updated"]

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for relation, href in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": href})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for category in item["labelled"]:
            handler.addQuickElement("category", "", category)


def atom_feed(feed: Feed) -> bytes:
    """Write a feed as Atom, in UTF-8."""
    written = PagedFeed(
        title=plain(feed.title),
        link=address("search:search", feed.query.with_page(1)),
        description="",
        author_name=plain(feed.author),
        subtitle=plain(feed.subtitle),
        language="nl",
        feed_url=address("feeds:atom", feed.query),
        feed_guid=feed.id,
        updated=feed.updated_at,
        pages=_pages(feed),
    )
    for entry in feed.entries:
        written.add_item(
            title=plain(entry.title),
            link=entry.url,
            description=_summary(entry),
            author_name=plain(entry.author),
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            unique_id=entry.id,
            labelled=[
                {"term": plain(category.term), "scheme": category.scheme, "label": label}
                for category in entry.categories
                if (label := plain(category.label))
            ],
        )
    return written.writeString("utf-8").encode()


def _pages(feed: Feed) -> dict[str, str]:
    """Links to the other pages, by relation; the first page has no previous and so on."""
    number = feed.query.page
    numbers = {"first": 1, "last": feed.pages}
    if number > 1:
        numbers["previous"] = min(number - 1, feed.pages)
    if number < feed.pages:
        numbers["next"] = number + 1
    return {
        relation: address("feeds:atom", feed.query.with_page(page))
        for relation, page in numbers.items()
    }


def _summary(entry: FeedEntry) -> str:
    """Why it is there, and the summary: HTML, as readers of feeds show it."""
    why = format_html_join(" ", "{}.", ((plain(reason).rstrip("."),) for reason in entry.reasons))
    return format_html("<p>{}</p><p>{}</p>", why, plain(entry.summary))
