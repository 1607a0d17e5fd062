"""What somebody wrote in an address -> values that exist."""

from __future__ import annotations

from dataclasses import replace

from practices.vocabulary import Vocabulary
from search.facets import FACETS
from search.query import Problem, SearchQuery


def resolve(query: SearchQuery, vocabulary: Vocabulary) -> SearchQuery:
    """Return the search with every facet value replaced by the value that is meant.

    A region may be written as its code, its slug or a name that only one region has; a term as
    its slug or name. Values that mean nothing are left out and added to `problems`.
    """
    problems = list(query.problems)
    facets = []
    for facet in FACETS:
        known = set()
        for written in query.values(facet.parameter):
            value = vocabulary.resolve(facet.parameter, written)
            if value is None:
                problems.append(Problem(facet.parameter, f"“{written}” is hier niet bekend."))
            else:
                known.add(value)
        if known:
            facets.append((facet.parameter, tuple(sorted(known))))
    return replace(query, facets=tuple(facets), problems=tuple(problems))
