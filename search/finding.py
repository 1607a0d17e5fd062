"""The one way to search: a `SearchQuery` in, a `ResultPage` out.

The page, the API, exports, feeds and subscriptions all come through here, so that they can
never disagree.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.cards import Card, cards
from practices.models import COUNTRY_CODE
from practices.vocabulary import Vocabulary
from search import helping, wording
from search.analysis import QueryGroup
from search.asking import Asked, ask
from search.engines import current_engine
from search.engines.base import MAX_WINDOW, EngineUnavailableError, Order
from search.facet_results import chips, facet_result, facet_results
from search.facets import FACET_BY_PARAMETER
from search.highlight import Fragment, Highlighter
from search.paging import page_links
from search.query import ENTRY_PARAMETER, FACET_PARAMETERS, ORDERS, SearchQuery
from search.results import Chip, FacetResult, Hit, Offer, ResultPage, SortOption

logger = logging.getLogger(__name__)
T = TypeVar("T")

ELSEWHERE = 5
EXPORT_BATCH = 500
PASSAGE = 220  # characters of the text below a hit


def find(query: SearchQuery, *, whole_facets: bool = False) -> ResultPage:
    """Search and return everything a page of results shows.

    With `whole_facets` every facet comes with all its values, and else with those drawn.
    Facet values that do not exist are left out; `ResultPage.query.problems` names them.
    Raises EngineUnavailableError.
    """
    vocabulary = vocabularies.current()
    size = settings.SEARCH_PAGE_SIZE
    asked = ask(query, vocabulary, FACET_PARAMETERS, size, in_haste=True)
    query, found = asked.query, asked.result
    few = found.total < helping.FEW_HITS and query.page == 1
    other_ids = _in_time(lambda: _elsewhere(asked)) if few else ()
    partial_ids = _in_time(lambda: _partial(asked, other_ids)) if few else ()
    shown = {card.id: card for card in cards([*found.ids, *other_ids, *partial_ids], vocabulary)}
    marked = _Hits(asked, shown)
    hits = marked.of(found.ids)
    # The last of what the engine gave: it may still be counting.
    facets = facet_results(found.facets, query, vocabulary, whole=whole_facets)
    pages = max(1, math.ceil(min(found.total, MAX_WINDOW) / size))
    return ResultPage(
        query=query,
        total=found.total,
        page=query.page,
        pages=pages,
        page_size=size,
        hits=hits,
        facets=facets,
        chips=(*chips(facets), *_entry_chips(query, vocabulary)),
        sort_options=_sort_options(query),
        pager=page_links(query, pages),
        wider=_wider(query, found.facets.get("regio", {}), vocabulary),
        elsewhere=marked.of(other_ids),
        elsewhere_query_string=query.with_values("regio", ()).query_string,
        partial=marked.of(partial_ids),
        drop=_in_time(
            lambda: helping.filters_to_drop(
                current_engine(), asked.engine_query, query, found.total
            )
        )
        if few
        else (),
        tried=asked.tried,
        suggestion=asked.suggestion,
        suggestion_query_string=query.with_text(asked.suggestion).query_string
        if asked.suggestion
        else "",
        sentence=wording.sentence(
            query.with_text(asked.suggestion or query.text),
            found.total,
            _types(found.facets.get("soort", {}), query),
            vocabulary,
        ),
        ignored=_ignored(query, asked.engine_query.groups),
        facet_by_parameter={facet.parameter: facet for facet in facets},
    )


def find_facets(
    query: SearchQuery,
    parameters: Sequence[str] = FACET_PARAMETERS,
    vocabulary: Vocabulary | None = None,
) -> tuple[int, dict[str, FacetResult]]:
    """Only the total and the counts of some facets, for overviews. Empty facets are there too."""
    vocabulary = vocabulary or vocabularies.current()
    asked = ask(query, vocabulary, parameters)
    return asked.result.total, {
        name: facet_result(
            FACET_BY_PARAMETER[name], asked.result.facets[name], asked.query, vocabulary
        )
        for name in parameters
    }


def find_cards(
    query: SearchQuery, limit: int, vocabulary: Vocabulary | None = None
) -> tuple[int, list[Card]]:
    """The total and the first cards of a search, for a short list on another page."""
    vocabulary = vocabulary or vocabularies.current()
    asked = ask(query, vocabulary, limit=limit)
    return asked.result.total, cards(asked.result.ids, vocabulary)


def find_ids(query: SearchQuery) -> Iterator[int]:
    """The ids of all hits, however many, by date. Raises EngineUnavailableError, when read."""
    return current_engine().matching_ids(ask(query, vocabularies.current()).engine_query)


def find_all(query: SearchQuery) -> Iterator[Card]:
    """Every hit of a search, by date, read in batches: for exports.

    The first batch is read at once, before anything is sent: an EngineUnavailableError comes
    out of the call itself.
    """
    vocabulary = vocabularies.current()
    ids = find_ids(query)
    first = list(islice(ids, EXPORT_BATCH))

    def batches() -> Iterator[list[int]]:
        batch = first
        while batch:
            yield batch
            batch = list(islice(ids, EXPORT_BATCH))

    return (card for batch in batches() for card in cards(batch, vocabulary))


def find_among(
    query: SearchQuery, ids: Sequence[int], vocabulary: Vocabulary | None = None
) -> tuple[Hit, ...]:
    """Those of some entries that a search finds and the public may see, in the order of `ids`.

    Raises EngineUnavailableError.
    """
    vocabulary = vocabulary or vocabularies.current()
    asked = ask(query, vocabulary)
    only = [pk for pk in ids if asked.engine_query.ids is None or pk in asked.engine_query.ids]
    if not only:
        return ()
    # In any order: which of them, and the texts to show a passage of.
    narrowed = replace(asked.engine_query, ids=tuple(only), order=Order.NEWEST, limit=len(only))
    asked = replace(asked, result=current_engine().search(narrowed))
    found = [pk for pk in only if pk in set(asked.result.ids)]
    return _Hits(asked, {card.id: card for card in cards(found, vocabulary)}).of(found)


class _Hits:
    """Cards with what matched in them marked; the words are worked out once for all."""

    def __init__(self, asked: Asked, shown: Mapping[int, Card]) -> None:
        self._shown = shown
        self._bodies = asked.result.bodies
        self._marker = Highlighter(asked.engine_query.groups)

    def of(self, ids: Sequence[int]) -> tuple[Hit, ...]:
        """The hits with these ids, in this order; those that may not be seen are left out."""
        return tuple(self._hit(self._shown[pk]) for pk in ids if pk in self._shown)

    def _hit(self, card: Card) -> Hit:
        title = tuple(self._marker.highlight(card.title))
        summary = tuple(self._marker.highlight(card.summary))
        passage: tuple[Fragment, ...] = ()
        if not any(part.marked for part in (*title, *summary)):
            best = tuple(self._marker.best_passage(self._bodies.get(card.id, ""), PASSAGE))
            passage = best if any(part.marked for part in best) else ()
        return Hit(card, title, summary, passage)


def _in_time(ask_more: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    """What helps a reader on, or nothing when the engine has no answer to that in time."""
    try:
        return ask_more()
    except EngineUnavailableError as error:
        logger.warning("a page goes without some of its help: %s", error)
        return ()


def _elsewhere(asked: Asked) -> tuple[int, ...]:
    """The first hits of the same question outside the chosen region."""
    found = asked.result.ids
    if not asked.query.values("regio"):
        return ()
    filters = {
        name: chosen for name, chosen in asked.engine_query.filters.items() if name != "regio"
    }
    wider = replace(
        asked.engine_query, filters=filters, facets=(), offset=0, limit=ELSEWHERE + len(found)
    )
    others = current_engine().search(wider)
    return tuple(pk for pk in others.ids if pk not in found)[:ELSEWHERE]


def _partial(asked: Asked, others: Sequence[int]) -> tuple[int, ...]:
    """Entries with most of the words, when hardly any has all of them."""
    if len(asked.engine_query.groups) < 2:
        return ()
    seen = (*asked.result.ids, *others)
    return helping.most_words(current_engine(), asked.engine_query, seen)


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
            label = (
                _("het hele land") if code == COUNTRY_CODE else _("heel %(name)s") % {"name": name}
            )
            wider = query.with_values("regio", (code,))
            offers.append(Offer(label=label, count=count, query_string=wider.query_string))
    return tuple(offers)


def _entry_chips(query: SearchQuery, vocabulary: Vocabulary) -> Iterator[Chip]:
    """One chip for each entry that is looked among; nothing tells of those not to be seen."""
    if not query.entries:
        return
    titles = {card.id: card.title for card in cards(query.entries, vocabulary)}
    for pk in query.entries:
        rest = query.with_entries(other for other in query.entries if other != pk)
        title = titles.get(pk, _("een vermelding die er niet meer is"))
        yield Chip(ENTRY_PARAMETER, str(pk), _("Alleen"), title, rest.query_string)


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


def _ignored(query: SearchQuery, groups: tuple[QueryGroup, ...]) -> tuple[str, ...]:
    messages = [problem.message for problem in query.problems if problem.parameter]
    if query.text and not groups:
        messages.append(_("Uw zoekvraag heeft geen woord om op te zoeken."))
    return tuple(dict.fromkeys(messages))
