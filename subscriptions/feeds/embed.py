"""A list for somebody's own site: a page without cookies or scripts, made to stand in a frame."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from practices import vocabulary as vocabularies
from search.engines.base import RETRY_AFTER, EngineUnavailableError
from search.finding import find_cards
from search.query import SearchQuery
from search.resolving import resolve
from search.views import query_of
from subscriptions.feeds.answering import FRESH
from subscriptions.feeds.feed import address
from subscriptions.feeds.naming import name_of
from subscriptions.queries import gone

logger = logging.getLogger(__name__)

SHOWN = 10


@require_safe
@xframe_options_exempt  # knows no list of sites; `frame-ancestors` does, and browsers prefer it
def embedded(request: HttpRequest) -> HttpResponse:
    """The first hits of the search, in the order that the address asks for."""
    vocabulary = vocabularies.current()
    asked = query_of(request).with_page(1)
    lost = gone(asked, vocabulary)  # then it is no list of all there is on somebody's site
    query = resolve(asked, vocabulary)
    context: dict[str, Any] = {
        "name": name_of(asked, vocabulary),
        "address": address("search:search", SearchQuery() if lost else query),
    }
    try:
        total, cards = (0, []) if lost else find_cards(query, SHOWN, vocabulary)
    except EngineUnavailableError as error:
        # In the frame of another site there is room for a line, not for a page about it.
        logger.error("The search index is away: %s (%s)", request.path, error)
        response = render(request, "subscriptions/embedded.html", context, status=503)
        response["Retry-After"] = str(RETRY_AFTER)
    else:
        context |= {"found": True, "total": total, "cards": cards}
        response = render(request, "subscriptions/embedded.html", context)
        patch_cache_control(response, public=True, max_age=FRESH)
    response["X-Robots-Tag"] = "noindex"
    response._csp_replace = {"frame-ancestors": settings.EMBED_ANCESTORS}  # type: ignore[attr-defined]
    return response


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The line of HTML to copy, and the addresses of the other ways to follow the search."""
    vocabulary = vocabularies.current()
    asked = query_of(request).with_page(1)
    query = asked if gone(asked, vocabulary) else resolve(asked, vocabulary)
    followed = query.with_order("")
    context = {
        "query": query,
        "name": name_of(asked, vocabulary),
        "frame": address("feeds:embedded", query),
        "feeds": {form: address(f"feeds:{form}", followed) for form in ("atom", "json")},
        "calendar": address("feeds:calendar", followed),
    }
    return render(request, "subscriptions/how.html", context)
