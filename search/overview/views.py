"""The pages of a region, theme, sector and organisation, and the overview of the site. Thin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from practices.models import Organisation, Region, Sector, Theme
from search import browsing
from search.engines.base import EngineUnavailableError
from search.export import rows_to_csv
from search.facets import FACET_BY_PARAMETER
from search.moved import leads_on
from search.overview.coverage import coverage_rows
from search.overview.region import region_overview
from search.overview.site import site_index, site_overview
from search.overview.term import term_overview

SHOWN = 50  # entries on a page that cannot search


@require_safe
@leads_on("regio")
def region(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is in a region, and what is missing."""
    place = get_object_or_404(Region, slug=slug)
    try:
        found = region_overview(place)
    except EngineUnavailableError:
        return _without_index(request, place, place.get_kind_display())
    return render(request, "search/region.html", {"overview": found})


@require_safe
@leads_on("regio")
def region_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The table of a region as CSV."""
    found = region_overview(get_object_or_404(Region, slug=slug))
    response = StreamingHttpResponse(
        ["\ufeff", *rows_to_csv(coverage_rows(found.coverage))],
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.csv"'
    return response


@require_safe
@leads_on("thema")
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is about a theme."""
    term = get_object_or_404(Theme, slug=slug)
    return _term_page(request, "search/term.html", "thema", term)


@require_safe
@leads_on("sector")
def sector(request: HttpRequest, slug: str) -> HttpResponse:
    """What there is in a sector."""
    term = get_object_or_404(Sector, slug=slug)
    return _term_page(request, "search/term.html", "sector", term)


@require_safe
@leads_on("organisatie")
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Who an organisation is and what it takes part in."""
    found = get_object_or_404(
        Organisation.objects.select_related("municipality", "logo"), slug=slug
    )
    return _term_page(request, "search/organisation.html", "organisatie", found)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Everything that has a page, as lists."""
    try:
        found = site_overview()
    except EngineUnavailableError:
        found = site_index()
    return render(request, "search/sitemap.html", {"overview": found})


def _term_page(
    request: HttpRequest, template: str, parameter: str, term: Sector | Theme | Organisation
) -> HttpResponse:
    kind = FACET_BY_PARAMETER[parameter].label
    try:
        found = term_overview(parameter, term.slug, term.name)
    except EngineUnavailableError:
        return _without_index(request, term, kind)
    context = {"term": term, "overview": found, "parameter": parameter, "kind": kind}
    return render(request, template, context)


def _without_index(
    request: HttpRequest, term: Region | Sector | Theme | Organisation, kind: str
) -> HttpResponse:
    """The page of a term while the index is away: what is new of it, from the database."""
    newest = browsing.newest(SHOWN, browsing.of_term(term))
    context = {"term": term, "kind": kind, "newest": newest}
    return render(request, "search/without_index.html", context)
