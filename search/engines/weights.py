"""What a match is worth, the same on every engine."""

from __future__ import annotations

from search.analysis import Alternative, QueryGroup

Weights = tuple[tuple[str, float], ...]

# A word in the title says more than one in the summary, and that more than one in the text.
FIELD_WEIGHTS: Weights = (("title_terms", 4.0), ("summary_terms", 2.0), ("body_terms", 1.0))
TITLE_ONLY = FIELD_WEIGHTS[:1]
PHRASE_WEIGHT = 2.0
EXACT_TITLE = 1_000.0  # above any sum of words
ELSEWHERE = 2.0  # how much an answer from another region adds to a similar entry


def looked_for(group: QueryGroup, *, titles: bool) -> tuple[Alternative, ...]:
    """All alternatives; in titles alone no phrase that a single word can stand for."""
    single = tuple(each for each in group.alternatives if len(each.terms) == 1)
    return single if single and titles else group.alternatives
