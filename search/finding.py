"""The one way to search: a `SearchQuery` in, a `ResultPage` out.

The page, the API, exports, feeds and subscriptions all come through here, so that they can
never disagree.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.conf import settings
from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.cards import Card, cards
from practices.vocabulary import Vocabulary
from search import analysis, wording
from search.engines import current_engine
from search.engines.base import MAX_WINDOW, EngineQuery, Order
from search.facet_results import chips, facet_result, facet_results
from search.facets import FACET_BY_PARAMETER
from search.highlight import highlight
from search.paging import page_links
from search.query import FACET_PARAMETERS, ORDERS, SearchQuery
from search.resolving import resolve
from search.results import FacetResult, Hit, Offer, ResultPage, SortOption

FEW_HITS = 5  # below this the page also looks elsewhere
ELSEWHERE = 5
EXPORT_BATCH = 500


def find(query: SearchQuery, vocabulary: Vocabulary | None = None) -> ResultPage:
    """Search and return everything a page of results shows.

    Facet values that do not exist are left out; `ResultPage.query.problems` names them.
    Raises EngineUnavailableError.
    """
    vocabulary = vocabulary or vocabularies.current()
    query = resolve(query, vocabulary)
    size = settings.SEARCH_PAGE_SIZE
    groups = analysis.parse_query(query.text)
    found = current_engine().search(engine_query(query, groups, FACET_PARAMETERS, size))
    other_ids = _elsewhere(query, groups, found.total, found.ids)
    shown = {card.id: card for card in cards([*found.ids, *other_ids], vocabulary)}
    facets = facet_results(found.facets, query, vocabulary)
    pages = max(1, math.ceil(min(found.total, MAX_WINDOW) / size))
    without_region = query.with_values("regio", ())
    return ResultPage(
        query=query,
        total=found.total,
        page=query.page,
        pages=pages,
        page_size=size,
        hits=_hits(found.ids, shown, groups),
        facets=facets,
        chips=chips(facets),
        sort_options=_sort_options(query),
        pager=page_links(query, pages),
        wider=_wider(query, found.facets.get("regio", {}), vocabulary),
        elsewhere=_hits(other_ids, shown, groups),
        elsewhere_query_string=without_region.query_string,
        sentence=wording.sentence(
            query, found.total, _types(found.facets.get("soort", {}), query), vocabulary
        ),
        ignored=_ignored(query, groups),
        facet_by_parameter={facet.parameter: facet for facet in facets},
    )


def find_facets(
    query: SearchQuery,
    parameters: Sequence[str] = FACET_PARAMETERS,
    vocabulary: Vocabulary | None = None,
) -> tuple[int, dict[str, FacetResult]]:
    """Only the total and the counts of some facets, for overviews. Empty facets are there too."""
    vocabulary = vocabulary or vocabularies.current()
    query = resolve(query, vocabulary)
    groups = analysis.parse_query(query.text)
    found = current_engine().search(engine_query(query, groups, parameters, limit=0))
    return found.total, {
        name: facet_result(FACET_BY_PARAMETER[name], found.facets[name], query, vocabulary)
        for name in parameters
    }


def find_cards(
    query: SearchQuery, limit: int, vocabulary: Vocabulary | None = None
) -> tuple[int, list[Card]]:
    """The total and the first cards of a search, for a short list on another page."""
    vocabulary = vocabulary or vocabularies.current()
    query = resolve(query, vocabulary)
    groups = analysis.parse_query(query.text)
    found = current_engine().search(engine_query(query, groups, (), limit))
    return found.total, cards(found.ids, vocabulary)


def find_all(query: SearchQuery) -> Iterator[Card]:
    """Every hit of a search, by date, read in batches: for exports."""
    vocabulary = vocabularies.current()
    query = resolve(query, vocabulary)
    groups = analysis.parse_query(query.text)
    ids = current_engine().matching_ids(engine_query(query, groups, (), limit=0))
    while batch := list(islice(ids, EXPORT_BATCH)):
        yield from cards(batch, vocabulary)


def engine_query(
    query: SearchQuery,
    groups: tuple[analysis.QueryGroup, ...],
    facets: Sequence[str],
    limit: int,
) -> EngineQuery:
    """A resolved search in terms of the index."""
    order = query.effective_order
    if order == "relevantie" and not groups:
        order = "nieuwste"
    return EngineQuery(
        groups=groups,
        filters=dict(query.facets),
        facets=tuple(facets),
        order=Order(order),
        offset=(query.page - 1) * limit,
        limit=limit,
        now=int(time.time()),
    )


def _hits(
    ids: Sequence[int], shown: dict[int, Card], groups: tuple[analysis.QueryGroup, ...]
) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            card=card,
            title=tuple(highlight(card.title, groups)),
            summary=tuple(highlight(card.summary, groups)),
        )
        for pk in ids
        if (card := shown.get(pk)) is not None
    )


def _elsewhere(
    query: SearchQuery,
    groups: tuple[analysis.QueryGroup, ...],
    total: int,
    found: Sequence[int],
) -> list[int]:
    """The first hits of the same question outside the chosen region, when that has few."""
    if not query.values("regio") or total >= FEW_HITS or query.page > 1:
        return []
    wider = query.with_values("regio", ())
    others = current_engine().search(engine_query(wider, groups, (), limit=ELSEWHERE + len(found)))
    return [pk for pk in others.ids if pk not in found][:ELSEWHERE]


def _wider(
    query: SearchQuery, counts: Mapping[str, int], vocabulary: Vocabulary
) -> tuple[Offer, ...]:
    """What also holds for somebody who looks in one region: the regions around it, the country.

    The counts are those of the region facet, which is counted without its own choice.
    """
    chosen = query.values("regio")
    if len(chosen) != 1:
        return ()
    offers = []
    for code in vocabulary.regions.surroundings(chosen[0]):
        count = counts.get(code, 0)
        if count:
            name = vocabulary.regions.nodes[code].name
            label = _("het hele land") if code == "NL" else _("heel %(name)s") % {"name": name}
            wider = query.with_values("regio", (code,))
            offers.append(Offer(label=label, count=count, query_string=wider.query_string))
    return tuple(offers)


def _types(counts: Mapping[str, int], query: SearchQuery) -> dict[str, int]:
    """The counts by type among the hits; the facet counts types that were not chosen as well."""
    chosen = query.values("soort")
    return {slug: count for slug, count in counts.items() if not chosen or slug in chosen}


def _sort_options(query: SearchQuery) -> tuple[SortOption, ...]:
    labels = {
        "relevantie": _("Best passend"),
        "nieuwste": _("Nieuwste eerst"),
        "bevestigd": _("Laatst bevestigd eerst"),
        "oudste": _("Oudste eerst"),
    }
    return tuple(
        SortOption(
            value=order,
            label=labels[order],
            selected=order == query.effective_order,
            query_string=query.with_order(order).query_string,
        )
        for order in ORDERS
        if order != "relevantie" or query.text
    )


def _ignored(query: SearchQuery, groups: tuple[analysis.QueryGroup, ...]) -> tuple[str, ...]:
    messages = [problem.message for problem in query.problems if problem.parameter]
    if query.text and not groups:
        messages.append(_("Uw zoekvraag heeft geen woord om op te zoeken."))
    return tuple(dict.fromkeys(messages))
