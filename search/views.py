"""The page `/zoeken/` and what hangs on it. Thin: all finding is in `search.finding`."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from practices import vocabulary as vocabularies
from practices.cards import cards
from search import export, finding, suggesting
from search.counting import count_search
from search.engines.base import RETRY_AFTER, EngineUnavailableError
from search.facets import FACET_BY_PARAMETER
from search.query import SearchQuery
from search.why import reasons


def query_of(request: HttpRequest) -> SearchQuery:
    """The search in the address, whatever bytes stand there."""
    return SearchQuery.parse(request.META.get("QUERY_STRING", ""))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The page of results; only the part that changes when htmx asks for it."""
    page = finding.find(query_of(request))
    if page.page == 1:
        count_search(page.query.text, page.total)
    htmx = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    # Going back asks for the whole page again, not for the part.
    partial = htmx and not htmx.history_restore_request
    template = "search/_results.html" if partial else "search/search.html"
    response = render(request, template, {"page": page, "query": page.query})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def values(request: HttpRequest) -> HttpResponse:
    """All values of one facet, for who wants more than are drawn beside the results."""
    parameter = request.GET.get("facet", "")
    if parameter not in FACET_BY_PARAMETER:
        raise Http404
    query = query_of(request)
    _total, facets = finding.find_facets(query, [parameter])
    htmx = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    template = "search/_values.html" if htmx else "search/values.html"
    context = {"facet": facets[parameter], "query": query}
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """What to offer somebody who is still typing, as the list below the search field."""
    typed = request.GET.get("q", "")
    try:
        groups = suggesting.suggest(typed)
    except EngineUnavailableError:
        # While somebody types there is no place for a page about it; the search itself tells.
        return HttpResponse(status=503, headers={"Retry-After": str(RETRY_AFTER)})
    count = sum(len(group.suggestions) for group in groups)
    context = {"groups": groups, "typed": typed, "count": count}
    response = render(request, "search/_suggestions.html", context)
    patch_cache_control(response, public=True, max_age=60)
    return response


@require_safe
def why(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Why an entry was found, as a part of the page or as a page of its own."""
    query = query_of(request)
    found = reasons(entry_id, query)
    if not found:
        raise Http404
    htmx = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    template = "search/_why.html" if htmx else "search/why.html"
    context = {"reasons": found, "query": query, "entry_id": entry_id}
    if not htmx:
        context["card"] = next(iter(cards([entry_id], vocabularies.current())), None)
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Every hit of the search as CSV, streamed."""
    response = StreamingHttpResponse(
        export.csv_lines(finding.find_all(query_of(request)), request.build_absolute_uri("/")),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="kennisplatform.csv"'
    return response
