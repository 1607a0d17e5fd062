"""Counting the values of facets in the embedded index, on two cores when there is much to count.

Counting is most of the work of a page of results. The library lets go of the interpreter while
it counts, so that two halves of the facets are counted at the same time, and both while the hits
and their cards are looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property, partial
from typing import TypeVar

import tantivy

# Terms aggregations are exact only when every segment may return all its values.
ALL_VALUES = 1_000_000
COST_OF_A_FACET = 600  # in the time that counting this many values takes
THREADS = 4  # for two requests at the same time

Part = tuple[list[str], tantivy.Query]
Counts = dict[str, dict[str, int]]
T = TypeVar("T")
R = TypeVar("R")


class FacetCounter:
    """Counts in two threads; facets are dealt out by how many values each had the last time."""

    def __init__(self) -> None:
        self._values: dict[str, int] = {}

    @cached_property
    def _beside(self) -> ThreadPoolExecutor:
        # Made at the first use: threads do not survive the fork of a web server.
        return ThreadPoolExecutor(THREADS, thread_name_prefix="facets")

    def begin(self, searcher: tantivy.Searcher, parts: Sequence[Part]) -> Counting:
        """Start to count the facets of `parts`, each under its own query, in other threads."""
        halves = [half for half in self._halves(parts) if half]
        begun = [self._beside.submit(_count_all, searcher, half) for half in halves]
        return Counting(begun, self._values)

    def totals(self, searcher: tantivy.Searcher, asked: Sequence[tantivy.Query]) -> list[int]:
        """How many documents each query matches."""
        if len(asked) == 1:
            return [_total(searcher, asked[0])]
        return self.side_by_side(partial(_total, searcher), asked)

    def side_by_side(self, function: Callable[[T], R], each: Sequence[T]) -> list[R]:
        """What a function that lets go of the interpreter gives for each."""
        return list(self._beside.map(function, each))

    def _halves(self, parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
        """The facets in two halves that take about as long; the dearest are dealt first."""
        each = [(self._cost(name), name, query) for names, query in parts for name in names]
        dealt: tuple[list[Part], list[Part]] = ([], [])
        costs = [0, 0]
        for cost, name, query in sorted(each, key=lambda one: -one[0]):
            lighter = costs.index(min(costs))
            costs[lighter] += cost
            same = next((names for names, asked in dealt[lighter] if asked is query), None)
            if same is None:
                dealt[lighter].append(([name], query))
            else:
                same.append(name)
        return dealt

    def _cost(self, name: str) -> int:
        return COST_OF_A_FACET + self._values.get(name, 0)


class Counting(Mapping[str, Mapping[str, int]]):
    """The exact count of every value of every facet; who reads one waits for all."""

    def __init__(self, begun: Sequence[Future[Counts]], values: dict[str, int]) -> None:
        self._begun = begun
        self._values = values

    @cached_property
    def _counts(self) -> Counts:
        found = {name: counts for half in self._begun for name, counts in half.result().items()}
        self._values.update({name: len(counts) for name, counts in found.items()})
        return found

    def __getitem__(self, parameter: str) -> Mapping[str, int]:
        return self._counts[parameter]

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)


def _count_all(searcher: tantivy.Searcher, parts: Iterable[Part]) -> Counts:
    return {
        name: counts
        for names, query in parts
        for name, counts in count(searcher, query, names).items()
    }


def count(searcher: tantivy.Searcher, asked: tantivy.Query, parameters: Iterable[str]) -> Counts:
    """The exact count of every value of some facets."""
    answer = searcher.aggregate(
        asked,
        {
            parameter: {
                "terms": {
                    "field": parameter,
                    "size": ALL_VALUES,
                    "segment_size": ALL_VALUES,
                }
            }
            for parameter in parameters
        },
    )
    return {
        parameter: {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"]}
        for parameter, found in answer.items()
    }


def _total(searcher: tantivy.Searcher, asked: tantivy.Query) -> int:
    # Without scores: a fifth of the time that a search takes.
    answer = searcher.aggregate(asked, {"hits": {"value_count": {"field": "id"}}})
    return int(answer["hits"]["value"])
