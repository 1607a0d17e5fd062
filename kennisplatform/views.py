"""What a visitor gets when the index is away. For other errors see 404.html, 500.html and so on."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from search.browsing import browsing
from search.engines.base import RETRY_AFTER, EngineUnavailableError
from search.patience import waiting_at_most

logger = logging.getLogger(__name__)


class SearchUnavailable:
    """Middleware: a page that needs the index while that is away says so, with status 503.

    A page waits for the index no longer than `SEARCH_TIMEOUT`, whatever it asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with waiting_at_most(settings.SEARCH_TIMEOUT):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for the index; leave every other exception to who is next."""
        if not isinstance(exception, EngineUnavailableError):
            return None
        logger.error("The search index is away: %s (%s)", request.path, exception)
        # A part of a page is thrown away: the script then asks for the whole page.
        partial = request.headers.get("HX-Request")
        context = {} if partial else {"browsing": browsing()}
        response = render(request, "503.html", context, status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may visit: everything but the admin and endless combinations.

    Programs that fetch a feed or a calendar for somebody heed this too, so those are allowed.
    """
    lines = [
        "User-agent: *",
        "Disallow: /beheer/",
        "Disallow: /zoeken/",
        *(f"Allow: {reverse(f'feeds:{name}')}" for name in ("atom", "json", "calendar")),
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap-xml'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")
