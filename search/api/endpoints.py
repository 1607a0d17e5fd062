"""`/api/v1/`: entries and facets for other systems, with the query string of the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError

from practices import vocabulary as vocabularies
from practices.cards import cards
from search import finding
from search.api import problems
from search.api.schemas import BucketOut, EntriesOut, EntryOut, FacetsOut, ProblemOut
from search.facets import FACETS
from search.query import ENTRY_PARAMETER, MAX_TEXT, ORDERS, Problem, SearchQuery
from search.resolving import resolve

api = NinjaAPI(
    title="Kennisplatform",
    version="1",
    description="Scholingen, praktijkvoorbeelden en experimenten van regionale leernetwerken.",
    urls_namespace="api-v1",
    # The page of documentation loads scripts of a third party; the description is enough.
    docs_url=None,
)
problems.connect(api)


def _parameters() -> list[dict[str, Any]]:
    """The shared query string, described from the declared facets."""

    def parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "in": "query", "description": description, "schema": schema}

    values = {"type": "array", "items": {"type": "string"}}
    numbers = {"type": "array", "items": {"type": "integer", "minimum": 1}}
    return [
        parameter("q", "Woorden om op te zoeken.", {"type": "string", "maxLength": MAX_TEXT}),
        *(
            parameter(
                facet.parameter,
                f"{facet.label}. Meer waarden van één facet: een van beide mag.",
                values,
            )
            for facet in FACETS
        ),
        parameter(ENTRY_PARAMETER, "Nummers van vermeldingen: alleen deze.", numbers),
        parameter("volgorde", "Volgorde.", {"type": "string", "enum": list(ORDERS)}),
        parameter("pagina", "Nummer van de pagina.", {"type": "integer", "minimum": 1}),
    ]


def _query(request: HttpRequest) -> SearchQuery:
    """The search in the address. Raises BadParameterError for anything not understood."""
    query = resolve(SearchQuery.parse(request.META.get("QUERY_STRING", "")), vocabularies.current())
    for found in query.problems:
        raise problems.BadParameterError(found)
    return query


@api.get(
    "/entries",
    response={200: EntriesOut, 400: ProblemOut, 503: ProblemOut},
    openapi_extra={"parameters": _parameters()},
    summary="Zoek vermeldingen",
    operation_id="entries",
)
def entries(request: HttpRequest) -> EntriesOut:
    """A page of hits with all facets, counted under the other facets' choices."""
    page = finding.find(_query(request), whole_facets=True)
    if page.page > page.pages:
        raise problems.BadParameterError(
            Problem("pagina", _("Er zijn %d pagina's om op te vragen.") % page.pages)
        )
    return EntriesOut.of(page, _base_url(request))


@api.get(
    "/entries/{int:entry_id}",
    response={200: EntryOut, 404: ProblemOut},
    summary="Eén vermelding",
    operation_id="entry",
)
def entry(request: HttpRequest, entry_id: int) -> EntryOut:
    """One entry, if the public may see it."""
    found = cards([entry_id], vocabularies.current()) if entry_id < 2**63 else []
    if not found:
        raise HttpError(404, _("Deze vermelding is er niet (meer)."))
    return EntryOut.of(found[0], _base_url(request))


@api.get(
    "/facets",
    response={200: FacetsOut, 400: ProblemOut, 503: ProblemOut},
    openapi_extra={"parameters": _parameters()},
    summary="Alleen de aantallen",
    operation_id="facets",
)
def facets(request: HttpRequest) -> FacetsOut:
    """The facets of a search, without its hits."""
    query = _query(request)
    total, found = finding.find_facets(query)
    return FacetsOut(
        count=total,
        query=query.query_string,
        facets={
            name: [BucketOut.of(bucket) for bucket in facet.buckets]
            for name, facet in found.items()
        },
    )


def _base_url(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
