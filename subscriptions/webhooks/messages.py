"""What a webhook is told, as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from practices import vocabulary as vocabularies
from search.query import SearchQuery
from subscriptions.feeds.feed import address, feed_entries
from subscriptions.feeds.identity import known
from subscriptions.feeds.json_feed import json_item
from subscriptions.feeds.naming import name_of
from subscriptions.models import Webhook, WebhookCall
from subscriptions.news import NewsItem, present_for_good

NEWS, TEST = "nieuws", "proef"
MOST = 100  # entries in one message; the feed has them all
TYPE = "application/json; charset=utf-8"


def news_message(call: WebhookCall) -> bytes | None:
    """The message of a call, as it may be told now; None when nothing of it is left to tell.

    Raises NotIndexedYetError.
    """
    query = SearchQuery.parse(call.webhook.query.query_string)
    items: list[NewsItem] = []
    weighed = 0
    while weighed < len(call.items) and len(items) < MOST:  # some may be withdrawn meanwhile
        some = call.items[weighed : weighed + MOST - len(items)]
        items += present_for_good(query, some)
        weighed += len(some)
    entries = feed_entries(items, known([item.hit.card.id for item in items]))
    if not entries:
        return None
    more = len(call.items) - weighed
    return _message(NEWS, call.webhook, [json_item(entry) for entry in entries], more)


def try_message(webhook: Webhook) -> bytes:
    """A message without news, to see that it arrives."""
    return _message(TEST, webhook, [], 0)


def _message(kind: str, webhook: Webhook, items: list[dict[str, Any]], more: int) -> bytes:
    query = SearchQuery.parse(webhook.query.query_string)
    message = {
        "type": kind,
        "timestamp": timezone.now().isoformat(timespec="seconds"),
        "data": {
            "title": name_of(query, vocabularies.current()),
            "home_page_url": address("search:search", query),
            "feed_url": address("feeds:json", query),
            "items": items,
            "more": more,
        },
    }
    return json.dumps(message, ensure_ascii=False).encode()
