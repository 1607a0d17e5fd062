"""An engine query in the cluster's own terms: the body of one `_search`."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from elasticsearch.dsl import A, Search
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    Ids,
    MatchPhrase,
    Query,
    Range,
    Term,
    Terms,
)

from search.analysis import Alternative, QueryGroup
from search.engines.base import MAX_WINDOW, EngineQuery, Order, SimilarQuery
from search.engines.weights import (
    ELSEWHERE,
    EXACT_TITLE,
    FIELD_WEIGHTS,
    PHRASE_WEIGHT,
    TITLE_ONLY,
    Weights,
    looked_for,
)

# Lucene leaves the constant factor k1 + 1 out of BM25. With it back in, words weigh against fixed
# weights as they do in the embedded engine.
BM25 = 2.2

# More than any facet has; the cluster refuses more than 65,535 buckets in one answer.
ALL_VALUES = 50_000

_BY_SCORE = ("_score", "-confirmed", "-newest")
_SORT = {
    Order.RELEVANCE: _BY_SCORE,
    Order.NEWEST: ("-newest",),
    Order.OLDEST: ("newest",),
    Order.CONFIRMED: ("-confirmed",),
}


def page_search(query: EngineQuery) -> dict[str, Any]:
    """Hits, total and all facets of a page in one search.

    Choices in a facet that is counted narrow the hits after the counting (`post_filter`); each
    facet is counted below a filter of the other facets' choices.
    """
    chosen = _chosen(query.filters)
    counted = {name: choice for name, choice in chosen.items() if name in query.facets}
    elsewhere = [choice for name, choice in chosen.items() if name not in counted]
    search = Search().query(_matching(query, elsewhere))
    if counted:
        search = search.post_filter(Bool(filter=list(counted.values())))
    for number, (names, others) in enumerate(_groups_of_facets(query, counted)):
        group = search.aggs.bucket(f"group{number}", A("filter", Bool(filter=others)))
        for name in names:
            group.bucket(name, A("terms", field=name, size=ALL_VALUES))
    offset = min(query.offset, MAX_WINDOW)
    size = min(query.limit, MAX_WINDOW - offset)
    if size:
        relevant = query.order is not Order.RELEVANCE or query.groups
        search = search.sort(*_SORT[query.order if relevant else Order.NEWEST])
        search = search.source(["body"] if query.groups else False)
        search = search[offset : offset + size]
    else:
        search = search[0:0]
    return search.extra(track_total_hits=True).to_dict()


def totals_search(queries: Sequence[EngineQuery]) -> dict[str, Any]:
    """How many match each query, counted below a filter of its own: "0", "1" and so on."""
    search = Search()[0:0]
    for number, query in enumerate(queries):
        matching = _matching(query, list(_chosen(query.filters).values()))
        search.aggs.bucket(str(number), A("filter", matching))
    return search.extra(track_total_hits=False).to_dict()


def ids_search(query: EngineQuery) -> dict[str, Any]:
    """The hits of a query by date, without counts or texts."""
    search = Search().query(_matching(query, list(_chosen(query.filters).values())))
    search = search.sort(*_SORT[Order.NEWEST]).source(False)
    return search[: query.limit].extra(track_total_hits=False).to_dict()


def all_search(query: EngineQuery) -> dict[str, Any]:
    """Everything that matches, in the order of a date, without counts or texts."""
    order = Order.NEWEST if query.order is Order.RELEVANCE else query.order
    search = Search().query(_matching(query, list(_chosen(query.filters).values())))
    return search.sort(*_SORT[order]).source(False).extra(track_total_hits=False).to_dict()


def similar_search(query: SimilarQuery) -> dict[str, Any]:
    """Entries with the same words and values, elsewhere rather than here, never itself."""
    likeness: list[Query] = [
        Term(name, {"value": term, "boost": weight * BM25})
        for term, weight in query.terms
        for name in ("title_terms", "summary_terms")
    ]
    likeness += [
        ConstantScore(filter=Term(parameter, {"value": value}), boost=weight)
        for parameter, value, weight in query.values
    ]
    here = Terms("regio", list(query.regions))
    asked = Bool(
        filter=[_not_expired(query.now)],
        must=[Bool(should=likeness, minimum_should_match=1)],
        must_not=[Ids(values=[str(query.exclude)])],
        should=[ConstantScore(filter=Bool(must_not=[here]), boost=ELSEWHERE)]
        if query.regions
        else [],
    )
    search = Search().query(asked).sort(*_BY_SCORE).source(False)
    return search[: query.limit].extra(track_total_hits=False).to_dict()


def preference(query: EngineQuery) -> str:
    """The same for every page of a search, so that one copy of the index answers them all.

    Copies may differ in what they still count of deleted documents, and so in their scores.
    """
    asked = repr((query.groups, sorted(query.filters.items()), query.order))
    return f"q{zlib.crc32(asked.encode())}"


def _chosen(filters: Mapping[str, tuple[str, ...]]) -> dict[str, Query]:
    return {name: Terms(name, list(values)) for name, values in filters.items() if values}


def _groups_of_facets(
    query: EngineQuery, counted: Mapping[str, Query]
) -> Iterator[tuple[list[str], list[Query]]]:
    """Yield facets that are counted together, and the filters they are counted under."""
    free = [name for name in query.facets if name not in counted]
    if free:
        yield free, list(counted.values())
    for name in counted:
        yield [name], [choice for other, choice in counted.items() if other != name]


def _matching(query: EngineQuery, filters: list[Query]) -> Query:
    """Words, some filters, the only documents to look among, and the clock."""
    among = [] if query.ids is None else [Ids(values=[str(pk) for pk in query.ids])]
    return Bool(
        filter=[_not_expired(query.now), *among, *filters],
        must=[_words(query)] if query.groups else [],
    )


def _not_expired(now: int) -> Query:
    return Range("expires", {"gt": now})


def _words(query: EngineQuery) -> Query:
    """All groups, or at least `minimum` of them; a title that is the query itself goes first."""
    weights = TITLE_ONLY if query.titles else FIELD_WEIGHTS
    wanted = [_group(group, weights) for group in query.groups]
    minimum = len(wanted) if query.minimum is None else query.minimum
    words = Bool(should=wanted, minimum_should_match=minimum)
    if not query.title:
        return words
    lifted = ConstantScore(filter=Term("title_key", {"value": query.title}), boost=EXACT_TITLE)
    return Bool(must=[words], should=[lifted])


def _group(group: QueryGroup, weights: Weights) -> Query:
    """Any of a word's alternatives will do; the best one counts."""
    options = [
        option
        for alternative in looked_for(group, titles=weights is TITLE_ONLY)
        for option in _options(alternative, weights)
    ]
    if group.together:
        options.append(Bool(must=[_group(part, weights) for part in group.together]))
    return DisMax(queries=options, tie_breaker=0.1)


def _options(alternative: Alternative, weights: Weights) -> Iterator[Query]:
    if len(alternative.terms) > 1:
        boost = PHRASE_WEIGHT * alternative.boost * BM25
        yield MatchPhrase("exact", {"query": " ".join(alternative.terms), "boost": boost})
        return
    for name, weight in weights:
        boost = weight * alternative.boost * BM25
        yield Term(name, {"value": alternative.terms[0], "boost": boost})
