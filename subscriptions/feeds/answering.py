"""Answers for programs that ask again and again: nothing is sent twice, nothing is HTML."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import gettext as _

from search.engines.base import RETRY_AFTER, EngineUnavailableError

logger = logging.getLogger(__name__)

FRESH = 300  # seconds that a copy may be shown without asking; a reader asks every hour or so


def conditional(request: HttpRequest, body: bytes, content_type: str) -> HttpResponseBase:
    """The body, or 304 when who asks has it already.

    The tag is made of the body itself: what is in it passes with time, without being changed.
    No date is told: what goes leaves no later date behind, and a reader that asked by date would
    keep an entry that was withdrawn.
    """
    tag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = tag
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, public=True, max_age=FRESH)
    return get_conditional_response(request, tag, response=response) or response


def without_engine(
    view: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer for an engine that is away in one line: no program reads the page about it."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            return view(request)
        except EngineUnavailableError as error:
            logger.error("The search index is away: %s (%s)", request.path, error)
            return HttpResponse(
                _("Zoeken kan nu even niet. Probeer het over een minuut opnieuw.\n"),
                content_type="text/plain; charset=utf-8",
                status=503,
                headers={"Retry-After": str(RETRY_AFTER)},
            )

    return answer
