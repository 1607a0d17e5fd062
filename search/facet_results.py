"""Counts of an engine -> facets as they are drawn: labels, order, tree, what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from heapq import nlargest, nsmallest
from typing import Any

from practices.models import COUNTRY_CODE
from practices.models.choices import RegionKind
from practices.regions import RegionTree
from practices.vocabulary import TermValue, Vocabulary
from search.facets import FACETS, SHOWN_VALUES, Facet
from search.query import SearchQuery
from search.results import Bucket, Chip, FacetResult


def facet_results(
    counts: Mapping[str, Mapping[str, int]],
    query: SearchQuery,
    vocabulary: Vocabulary,
    *,
    whole: bool = False,
) -> tuple[FacetResult, ...]:
    """The facets that have a value with hits, or a chosen value, in the order of `FACETS`."""
    results = (
        facet_result(facet, counts.get(facet.parameter, {}), query, vocabulary, whole=whole)
        for facet in FACETS
        if facet.parameter in counts
    )
    return tuple(result for result in results if result.total)


def facet_result(
    facet: Facet,
    counts: Mapping[str, int],
    query: SearchQuery,
    vocabulary: Vocabulary,
    *,
    whole: bool = True,
) -> FacetResult:
    """One facet, with all its values when `whole`; a facet can have thousands of them.

    Values without hits are left out unless they are chosen.
    """
    chosen = query.values(facet.parameter)
    values = _known(facet.parameter, {*counts, *chosen}, vocabulary)

    def terms(values: Iterable[str]) -> list[TermValue]:
        found = (vocabulary.term(facet.parameter, value) for value in values)
        return [term for term in found if term is not None]

    def bucket(term: TermValue, depth: int = 0) -> Bucket:
        return Bucket(
            parameter=facet.parameter,
            value=term.value,
            label=term.label,
            count=counts.get(term.value, 0),
            selected=term.value in chosen,
            query=query,
            depth=depth,
        )

    if facet.tree:
        drawn = list(_tree_order(terms(values), counts, vocabulary.regions, chosen))
        buckets = tuple(bucket(term, depth) for term, depth in drawn)
        shown = _shown_in_tree(buckets, vocabulary.regions)
        total = len(buckets)
    else:
        key = _sort_key(facet, counts)
        first = nsmallest(SHOWN_VALUES, terms(_may_be_drawn(facet, counts, values)), key=key)
        extra = [term for term in terms(values & set(chosen)) if term not in first]
        shown = tuple(map(bucket, [*first, *sorted(extra, key=key)]))
        buckets = tuple(map(bucket, sorted(terms(values), key=key))) if whole else shown
        total = len(values)
    return FacetResult(
        parameter=facet.parameter,
        label=str(facet.label),
        buckets=buckets,
        shown=shown,
        total=total,
        folded=facet.folded and not chosen,
    )


def _known(parameter: str, values: Set[str], vocabulary: Vocabulary) -> Set[str]:
    """The values that have a term; one can be in the index for a moment after its term went."""
    kept = vocabulary.terms.get(parameter)
    if kept is not None:
        return kept.keys() & values
    return {value for value in values if vocabulary.term(parameter, value)}


def _may_be_drawn(facet: Facet, counts: Mapping[str, int], values: Set[str]) -> Iterable[str]:
    """The values that can be among the first; of thousands most cannot, and are not sorted."""
    if not facet.by_count or len(values) <= SHOWN_VALUES:
        return values
    least = nlargest(SHOWN_VALUES, (counts.get(value, 0) for value in values))[-1]
    return (value for value in values if counts.get(value, 0) >= least)


def chips(facets: Iterable[FacetResult]) -> tuple[Chip, ...]:
    """One chip for each chosen value."""
    return tuple(
        Chip(facet.parameter, bucket.value, facet.label, bucket.label, bucket.query_string)
        for facet in facets
        for bucket in facet.selected
    )


def _sort_key(facet: Facet, counts: Mapping[str, int]) -> Callable[[TermValue], Any]:
    if facet.parameter == "jaar":
        return lambda term: -int(term.value)
    if facet.by_count:
        return lambda term: (-counts.get(term.value, 0), term.order, term.label)
    return lambda term: (term.order, term.label)


def _shown_in_tree(buckets: Sequence[Bucket], regions: RegionTree) -> tuple[Bucket, ...]:
    """The top of the tree, and around a choice what is above it and right below it."""
    around: set[str] = set()
    for bucket in buckets:
        if bucket.selected:
            around.update((bucket.value, *regions.ancestors(bucket.value)))
            around.update(regions.drawn_below.get(bucket.value, ()))
    shown = [bucket for bucket in buckets if bucket.value in around or bucket.depth == 0]
    kept = {bucket.value for bucket in shown[:SHOWN_VALUES]}
    return tuple(bucket for bucket in shown if bucket.value in kept or bucket.selected)


def _tree_order(
    terms: Sequence[TermValue],
    counts: Mapping[str, int],
    regions: RegionTree,
    chosen: Sequence[str],
) -> Iterator[tuple[TermValue, int]]:
    by_code = {term.value: term for term in terms}
    for twin in regions.twins:
        if twin not in chosen:
            by_code.pop(twin, None)

    def key(code: str) -> tuple[int, str]:
        return -counts.get(code, 0), regions.nodes[code].name

    def walk(codes: Iterable[str], depth: int) -> Iterator[tuple[TermValue, int]]:
        for code in sorted((code for code in codes if code in by_code), key=key):
            term = by_code.pop(code, None)
            if term is not None:
                yield term, depth
                yield from walk(regions.drawn_below.get(code, ()), depth + 1)

    if COUNTRY_CODE in by_code:
        yield by_code.pop(COUNTRY_CODE), 0
    yield from walk([c for c, n in regions.nodes.items() if n.kind == RegionKind.PROVINCE], 0)
    # What no province on the page stands above: an area over a border, a chosen twin.
    yield from walk(list(by_code), 0)
