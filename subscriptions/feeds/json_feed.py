"""A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from typing import Any

from subscriptions.feeds.feed import Feed, FeedEntry, address

CONTENT_TYPE = "application/feed+json; charset=utf-8"


def json_feed(feed: Feed) -> dict[str, Any]:
    """A feed as plain values, ready to be written as JSON."""
    written: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": address("search:search", feed.query.with_page(1)),
        "feed_url": address("feeds:json", feed.query),
        "language": "nl",
        "items": [json_item(entry) for entry in feed.entries],
    }
    if feed.query.page < feed.pages:
        written["next_url"] = address("feeds:json", feed.query.with_page(feed.query.page + 1))
    return written


def json_item(entry: FeedEntry) -> dict[str, Any]:
    """One entry; webhooks send the same."""
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_text": "\n\n".join([*entry.reasons, entry.summary]),
        "date_published": entry.published_at.isoformat(timespec="seconds"),
        "date_modified": entry.updated_at.isoformat(timespec="seconds"),
        "authors": [{"name": entry.author}],
        "tags": [category.label for category in entry.categories],
    }
