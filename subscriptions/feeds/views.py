"""The feeds of a search. Thin: what is new comes from `subscriptions.news`."""

from __future__ import annotations

import json

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from search.views import query_of
from subscriptions.feeds import atom as atom_form
from subscriptions.feeds import calendar as calendar_form
from subscriptions.feeds import json_feed as json_form
from subscriptions.feeds.answering import conditional, without_engine
from subscriptions.feeds.feed import read_feed
from subscriptions.feeds.sessions import read_calendar


@require_safe
@without_engine
def atom(request: HttpRequest) -> HttpResponseBase:
    """What is new in the search, as Atom."""
    feed = read_feed(query_of(request))
    body = atom_form.atom_feed(feed)
    return conditional(request, body, atom_form.CONTENT_TYPE)


@require_safe
@without_engine
def json_feed(request: HttpRequest) -> HttpResponseBase:
    """What is new in the search, as JSON Feed."""
    feed = read_feed(query_of(request))
    body = json.dumps(json_form.json_feed(feed), ensure_ascii=False).encode()
    return conditional(request, body, json_form.CONTENT_TYPE)


@require_safe
@without_engine
def calendar(request: HttpRequest) -> HttpResponseBase:
    """The sessions of the trainings that the search finds, as iCalendar."""
    found = read_calendar(query_of(request))
    body = calendar_form.calendar(found)
    return conditional(request, body, calendar_form.CONTENT_TYPE)
