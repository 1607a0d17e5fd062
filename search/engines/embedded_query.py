"""An engine query in the embedded engine's own terms."""

from __future__ import annotations

from collections.abc import Iterator

import tantivy
from tantivy import Occur, Query

from search.analysis import Alternative, QueryGroup
from search.engines.base import EngineQuery

# A word in the title says more than one in the summary, and that more than one in the text.
FIELD_WEIGHTS = (("title_terms", 4.0), ("summary_terms", 2.0), ("body_terms", 1.0))
PHRASE_WEIGHT = 2.0


def build_query(schema: tantivy.Schema, query: EngineQuery, without: str = "") -> tantivy.Query:
    """Words, filters and the clock; `without` leaves out one facet's own filter."""
    clauses = [_not_expired(schema, query.now)]
    clauses += [
        Query.const_score_query(Query.term_set_query(schema, parameter, list(values)), 0.0)
        for parameter, values in query.filters.items()
        if values and parameter != without
    ]
    clauses += [_group(schema, group) for group in query.groups]
    return Query.boolean_query([(Occur.Must, clause) for clause in clauses])


def facet_queries(
    schema: tantivy.Schema, query: EngineQuery, asked: tantivy.Query
) -> Iterator[tuple[list[str], tantivy.Query]]:
    """Yield the facets to count together and the query they are counted under.

    Facets without a choice are counted under the whole query. A facet with a choice is
    counted as if it had none, so that its other values stay in sight.
    """
    chosen = [name for name in query.facets if query.filters.get(name)]
    free = [name for name in query.facets if not query.filters.get(name)]
    if free:
        yield free, asked
    for name in chosen:
        yield [name], build_query(schema, query, without=name)


def _not_expired(schema: tantivy.Schema, now: int) -> tantivy.Query:
    alive = Query.range_query(
        schema, "expires", tantivy.FieldType.Integer, lower_bound=now + 1, include_lower=True
    )
    return Query.const_score_query(alive, 0.0)


def _group(schema: tantivy.Schema, group: QueryGroup) -> tantivy.Query:
    """Any of a word's alternatives will do; the best one counts."""
    options = [
        option for alternative in group.alternatives for option in _options(schema, alternative)
    ]
    return Query.disjunction_max_query(options, tie_breaker=0.1)


def _options(schema: tantivy.Schema, alternative: Alternative) -> Iterator[tantivy.Query]:
    if len(alternative.terms) > 1:
        phrase = Query.phrase_query(schema, "exact", list(alternative.terms))
        yield Query.boost_query(phrase, PHRASE_WEIGHT * alternative.boost)
        return
    for name, weight in FIELD_WEIGHTS:
        term = Query.term_query(schema, name, alternative.terms[0], index_option="freq")
        yield Query.boost_query(term, weight * alternative.boost)
