"""A search as it is understood and put to the engine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from practices.vocabulary import Vocabulary
from search import analysis, helping
from search.documents import title_key
from search.engines import current_engine
from search.engines.base import EngineQuery, EngineResult, EngineUnavailableError, Order
from search.expansion import with_synonyms
from search.overall import overall_counts
from search.query import FACET_PARAMETERS, SearchQuery
from search.resolving import resolve


@dataclass(frozen=True)
class Understood:
    """A search in terms of the index; nothing has been asked yet."""

    query: SearchQuery  # resolved: only values that exist
    engine_query: EngineQuery
    tried: tuple[str, ...] = ()  # words of the glossary that are looked for as well


@dataclass(frozen=True)
class Asked:
    """A search as it was put to the engine, and the answer."""

    query: SearchQuery
    engine_query: EngineQuery
    result: EngineResult
    tried: tuple[str, ...] = ()
    suggestion: str = ""


def understand(
    query: SearchQuery,
    vocabulary: Vocabulary,
    parameters: Sequence[str] = (),
    limit: int = 0,
) -> Understood:
    """Read a search; its words are widened with the glossary. `parameters` are to be counted."""
    query = resolve(query, vocabulary)
    expansion = with_synonyms(analysis.parse_query(query.text), vocabulary.glossary)
    asked = engine_query(query, expansion.groups, parameters, limit)
    return Understood(query, asked, expansion.tried)


def ask(
    query: SearchQuery,
    vocabulary: Vocabulary,
    parameters: Sequence[str] = (),
    limit: int = 0,
    *,
    in_haste: bool = False,
) -> Asked:
    """Understand a search and put it to the engine. Everything that searches comes through here.

    A word that nothing has is widened with what it may be the beginning or a mistyping of; for a
    page, `in_haste`, only when the engine answers that in time.
    `parameters` are the facets to count. Raises EngineUnavailableError.
    """
    engine = current_engine()
    understood = understand(query, vocabulary, parameters, limit)
    query, asked = understood.query, understood.engine_query
    if not query.is_filtered and tuple(parameters) == FACET_PARAMETERS:
        # The dearest question of all, and always the same one.
        result = replace(engine.search(replace(asked, facets=())), facets=overall_counts())
    else:
        result = engine.search(asked)
    suggestion = ""
    if result.total == 0 and asked.groups:
        try:
            repaired = helping.repair(engine, asked, query.text)
            if repaired is not None:
                wider = replace(asked, groups=repaired.groups)
                asked, result = wider, engine.search(wider)
                # "Did you mean" never leads to nothing.
                suggestion = repaired.suggestion if result.total else ""
        except EngineUnavailableError:
            if not in_haste:
                raise
    return Asked(query, asked, result, understood.tried, suggestion)


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
        title=title_key(analysis.exact_terms(query.text)) if groups else "",
        ids=query.entries or None,
    )


def ask_among(
    queries: Sequence[SearchQuery],
    vocabulary: Vocabulary,
    ids: Sequence[int],
    *,
    widen: bool = True,
) -> list[frozenset[int]]:
    """Which of some entries each of many searches finds: those that `ask` would find, all at once.

    A search is widened like any other: when it finds nothing at all, and not when it finds
    nothing among these; that costs a look at all words of the index for each, and without
    `widen` it is left out. Raises EngineUnavailableError.
    """
    engine = current_engine()
    asked = [understand(query, vocabulary).engine_query for query in queries]
    among = [replace(each, ids=_both(each.ids, ids), limit=len(ids)) for each in asked]
    if not ids:
        return [frozenset()] * len(asked)
    found = [frozenset(hits) for hits in engine.searches(among)]
    if not widen:
        return found
    silent = [at for at, hits in enumerate(found) if not hits and asked[at].groups]
    totals = engine.totals([asked[at] for at in silent])
    for at, total in zip(silent, totals, strict=True):
        repaired = None if total else helping.repair(engine, asked[at], queries[at].text)
        if repaired is not None:
            again = replace(among[at], groups=repaired.groups)
            found[at] = frozenset(engine.searches([again])[0])
    return found


def _both(chosen: tuple[int, ...] | None, ids: Sequence[int]) -> tuple[int, ...]:
    return tuple(ids) if chosen is None else tuple(sorted({*chosen} & {*ids}))
