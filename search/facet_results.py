"""Counts of an engine -> facets as they are drawn: labels, order, tree, what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from practices.models.choices import RegionKind
from practices.regions import COUNTRY, RegionTree
from practices.vocabulary import TermValue, Vocabulary
from search.facets import FACETS, SHOWN_VALUES, Facet
from search.query import SearchQuery
from search.results import Bucket, Chip, FacetResult


def facet_results(
    counts: Mapping[str, Mapping[str, int]], query: SearchQuery, vocabulary: Vocabulary
) -> tuple[FacetResult, ...]:
    """The facets that have a value with hits, or a chosen value, in the order of `FACETS`."""
    results = (
        facet_result(facet, counts.get(facet.parameter, {}), query, vocabulary)
        for facet in FACETS
        if facet.parameter in counts
    )
    return tuple(result for result in results if result.buckets)


def facet_result(
    facet: Facet, counts: Mapping[str, int], query: SearchQuery, vocabulary: Vocabulary
) -> FacetResult:
    """One facet. Values without hits are left out unless they are chosen."""
    chosen = query.values(facet.parameter)
    terms = [
        term
        for value in {*counts, *chosen}
        if (term := vocabulary.term(facet.parameter, value)) is not None
    ]
    if facet.tree:
        ordered = list(_tree_order(terms, counts, vocabulary.regions, chosen))
    else:
        ordered = [(term, 0) for term in sorted(terms, key=_sort_key(facet, counts))]
    buckets = tuple(
        _bucket(facet, term, depth, counts.get(term.value, 0), query) for term, depth in ordered
    )
    shown = _shown_in_tree if facet.tree else _shown
    return FacetResult(
        parameter=facet.parameter,
        label=str(facet.label),
        buckets=buckets,
        shown=shown(buckets, vocabulary.regions),
        folded=facet.folded and not chosen,
    )


def chips(facets: Iterable[FacetResult]) -> tuple[Chip, ...]:
    """One chip for each chosen value."""
    return tuple(
        Chip(facet.parameter, bucket.value, facet.label, bucket.label, bucket.query_string)
        for facet in facets
        for bucket in facet.selected
    )


def _bucket(facet: Facet, term: TermValue, depth: int, count: int, query: SearchQuery) -> Bucket:
    selected = term.value in query.values(facet.parameter)
    after_click = query.without_value if selected else query.with_value
    return Bucket(
        value=term.value,
        label=term.label,
        count=count,
        selected=selected,
        query_string=after_click(facet.parameter, term.value).query_string,
        depth=depth,
    )


def _sort_key(facet: Facet, counts: Mapping[str, int]) -> Callable[[TermValue], Any]:
    if facet.parameter == "jaar":
        return lambda term: -int(term.value)
    if facet.by_count:
        return lambda term: (-counts.get(term.value, 0), term.order, term.label)
    return lambda term: (term.order, term.label)


def _shown(buckets: Sequence[Bucket], _regions: RegionTree) -> tuple[Bucket, ...]:
    first = {bucket.value for bucket in buckets[:SHOWN_VALUES]}
    return tuple(bucket for bucket in buckets if bucket.value in first or bucket.selected)


def _shown_in_tree(buckets: Sequence[Bucket], regions: RegionTree) -> tuple[Bucket, ...]:
    """The top of the tree, and around a choice what is above it and right below it."""
    around: set[str] = set()
    for bucket in buckets:
        if bucket.selected:
            around.update((bucket.value, *regions.ancestors(bucket.value)))
            around.update(below(regions, bucket.value))
    shown = [bucket for bucket in buckets if bucket.value in around or bucket.depth == 0]
    kept = {bucket.value for bucket in shown[:SHOWN_VALUES]}
    return tuple(bucket for bucket in shown if bucket.value in kept or bucket.selected)


def below(regions: RegionTree, code: str) -> tuple[str, ...]:
    """What is drawn right below a region: a health region equal to its province is skipped."""
    children: list[str] = []
    for child in regions.children_of.get(code, ()):
        children.extend(regions.children_of.get(child, ()) if child in regions.twins else [child])
    areas = [
        node.code
        for node in regions.nodes.values()
        if node.kind == RegionKind.AREA and _home_of(regions, node.members) == code
    ]
    return (*areas, *children)


def _home_of(regions: RegionTree, members: Iterable[str]) -> str:
    """The province that holds all municipalities of an area, or nothing when several do."""
    provinces = {regions.ancestors(member)[-1:] for member in members}
    only = provinces.pop() if len(provinces) == 1 else ()
    return only[0] if only else ""


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
                yield from walk(below(regions, code), depth + 1)

    if COUNTRY in by_code:
        yield by_code.pop(COUNTRY), 0
    yield from walk([c for c, n in regions.nodes.items() if n.kind == RegionKind.PROVINCE], 0)
    # What no province on the page stands above: an area over a border, a chosen twin.
    yield from walk(list(by_code), 0)
