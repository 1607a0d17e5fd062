"""The page of a term at the address that it had before."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from practices import vocabulary as vocabularies

View = Callable[..., Any]


def leads_on(parameter: str) -> Callable[[View], View]:
    """Send who asks for a page by the former slug of a term to the page of the term as it is now.

    For a view with the term's slug in its address, by that name; `parameter` is its list.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str) -> HttpResponseBase:
            try:
                response: HttpResponseBase = view(request, slug)
            except Http404:
                vocabulary = vocabularies.current()
                now = vocabulary.former.get(parameter, {}).get(slug)
                term = vocabulary.term(parameter, now) if now is not None else None
                if term is None or request.resolver_match is None:
                    raise
                return redirect(request.resolver_match.view_name, term.slug, permanent=True)
            return response

        return wrapped

    return decorate
