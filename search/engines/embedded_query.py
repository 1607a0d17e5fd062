"""An engine query in the embedded engine's own terms."""

from __future__ import annotations

from collections.abc import Iterator

import tantivy
from tantivy import Occur, Query

from search.analysis import Alternative, QueryGroup
from search.engines.base import EngineQuery, SimilarQuery
from search.engines.weights import (
    ELSEWHERE,
    EXACT_TITLE,
    FIELD_WEIGHTS,
    PHRASE_WEIGHT,
    TITLE_ONLY,
    Weights,
    looked_for,
)


def build_query(schema: tantivy.Schema, query: EngineQuery, without: str = "") -> tantivy.Query:
    """Words, filters and the clock; `without` leaves out one facet's own filter."""
    clauses = [_not_expired(schema, query.now)]
    clauses += [
        Query.const_score_query(Query.term_set_query(schema, parameter, list(values)), 0.0)
        for parameter, values in query.filters.items()
        if values and parameter != without
    ]
    if query.ids is not None:
        among = Query.term_set_query(schema, "id", list(query.ids))
        clauses.append(Query.const_score_query(among, 0.0))
    if query.groups:
        clauses.append(_words(schema, query))
    return Query.boolean_query([(Occur.Must, clause) for clause in clauses])


def _words(schema: tantivy.Schema, query: EngineQuery) -> tantivy.Query:
    """All groups, or at least `minimum` of them; a title that is the query itself goes first."""
    weights = TITLE_ONLY if query.titles else FIELD_WEIGHTS
    wanted = [(Occur.Should, _group(schema, group, weights)) for group in query.groups]
    minimum = len(wanted) if query.minimum is None else query.minimum
    words = Query.boolean_query(wanted, minimum_number_should_match=minimum)
    if not query.title:
        return words
    same_title = Query.term_query(schema, "title_key", query.title, index_option="basic")
    lifted = Query.const_score_query(same_title, EXACT_TITLE)
    return Query.boolean_query([(Occur.Must, words), (Occur.Should, lifted)])


def similar_query(schema: tantivy.Schema, query: SimilarQuery) -> tantivy.Query:
    """Entries with the same words and values, elsewhere rather than here, never itself."""
    likeness = [
        Query.boost_query(Query.term_query(schema, name, term, index_option="freq"), weight)
        for term, weight in query.terms
        for name in ("title_terms", "summary_terms")
    ]
    likeness += [
        Query.const_score_query(Query.term_query(schema, parameter, value), weight)
        for parameter, value, weight in query.values
    ]
    clauses = [
        (Occur.Must, _not_expired(schema, query.now)),
        (Occur.Must, Query.boolean_query([(Occur.Should, like) for like in likeness])),
        (Occur.MustNot, Query.term_query(schema, "id", query.exclude)),
    ]
    if query.regions:
        here = Query.term_set_query(schema, "regio", list(query.regions))
        elsewhere = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, here)])
        clauses.append((Occur.Should, Query.const_score_query(elsewhere, ELSEWHERE)))
    return Query.boolean_query(clauses)


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


def _group(schema: tantivy.Schema, group: QueryGroup, weights: Weights) -> tantivy.Query:
    """Any of a word's alternatives will do; the best one counts."""
    options = [
        option
        for alternative in looked_for(group, titles=weights is TITLE_ONLY)
        for option in _options(schema, alternative, weights)
    ]
    if group.together:
        every = [(Occur.Must, _group(schema, part, weights)) for part in group.together]
        options.append(Query.boolean_query(every))
    return Query.disjunction_max_query(options, tie_breaker=0.1)


def _options(
    schema: tantivy.Schema, alternative: Alternative, weights: Weights
) -> Iterator[tantivy.Query]:
    if len(alternative.terms) > 1:
        phrase = Query.phrase_query(schema, "exact", list(alternative.terms))
        yield Query.boost_query(phrase, PHRASE_WEIGHT * alternative.boost)
        return
    for name, weight in weights:
        term = Query.term_query(schema, name, alternative.terms[0], index_option="freq")
        yield Query.boost_query(term, weight * alternative.boost)
