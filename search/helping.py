"""What helps a reader on when there is little to find."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from search.analysis import QueryGroup
from search.engines.base import EngineQuery, SearchEngine
from search.expansion import with_words, words_of
from search.facets import FACET_BY_PARAMETER
from search.query import SearchQuery
from search.results import Offer
from search.spellers import current_speller

FEW_HITS = 5  # below this the page helps on
PARTIAL_HITS = 10
PREFIX_WORDS = 20  # what a beginning of a word is widened with
CORRECTIONS = 3
MAX_TRIED_GROUPS = 8  # of one query; who types more words has not mistyped all of them


@dataclass(frozen=True)
class Repair:
    """Groups widened where a word had no hit of its own, and the text as it was probably meant."""

    groups: tuple[QueryGroup, ...]
    suggestion: str = ""


def repair(engine: SearchEngine, asked: EngineQuery, text: str) -> Repair | None:
    """Look for words that nothing has, and widen them; None when there are none to widen.

    A word is taken for the beginning of another one, or for a typing error. What is put in its
    place is a word of our own vocabulary that has hits.
    """
    alone = replace(
        asked, filters={}, ids=None, facets=(), offset=0, limit=0, minimum=None, title=""
    )
    widened: list[QueryGroup] = []
    suggestion = text
    changed = False
    tried = 0
    for group in words_of(asked.groups):
        found = group.phrase or engine.search(replace(alone, groups=(group,))).total
        if found or tried >= MAX_TRIED_GROUPS:
            widened.append(group)
            continue
        tried += 1
        words, meant = _instead(engine, alone, group)
        widened.append(with_words(group, words) if words else group)
        changed = changed or bool(words)
        if meant:
            suggestion = _with_word(suggestion, group.text, meant)
    if not changed:
        return None
    return Repair(tuple(widened), suggestion if suggestion != text else "")


def _with_word(text: str, word: str, other: str) -> str:
    """The text with another word in the place of a whole word of it."""
    return re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _found: other, text)


def _instead(engine: SearchEngine, alone: EngineQuery, group: QueryGroup) -> tuple[list[str], str]:
    """Words to look for instead, and the one that was meant when it was an error."""
    speller = current_speller()
    corrections = [
        word
        for word in speller.corrections(group.text, CORRECTIONS)
        if engine.search(replace(alone, groups=(with_words(group, [word]),))).total
    ]
    if corrections:
        return corrections, corrections[0]
    return speller.completions(group.text, PREFIX_WORDS), ""


def most_words(engine: SearchEngine, asked: EngineQuery, found: Sequence[int]) -> tuple[int, ...]:
    """Entries that have most of the words, when hardly any has them all.

    One word less, then two, then half of them; the first that gives anything.
    """
    count = len(asked.groups)
    for minimum in sorted({count - 1, count - 2, math.ceil(count / 2)}, reverse=True):
        if 1 <= minimum < count:
            wider = replace(
                asked, facets=(), offset=0, limit=PARTIAL_HITS + len(found), minimum=minimum
            )
            others = [pk for pk in engine.search(wider).ids if pk not in found]
            if others:
                return tuple(others[:PARTIAL_HITS])
    return ()


def filters_to_drop(
    engine: SearchEngine, asked: EngineQuery, query: SearchQuery, total: int
) -> tuple[Offer, ...]:
    """For each filter what the search gives without it, when that is more; the most first."""

    def offer(label: str, parameters: Sequence[str]) -> Offer:
        kept = {name: chosen for name, chosen in asked.filters.items() if name not in parameters}
        found = engine.search(replace(asked, filters=kept, facets=(), offset=0, limit=0))
        wider = query
        for parameter in parameters:
            wider = wider.with_values(parameter, ())
        return Offer(label, found.total, wider.query_string)

    chosen = [parameter for parameter, _values in query.facets]
    offers = [
        offer(
            _("zonder %(facet)s") % {"facet": str(FACET_BY_PARAMETER[parameter].label).lower()},
            [parameter],
        )
        for parameter in chosen
    ]
    if len(chosen) > 1 and all(each.count <= total for each in offers):
        offers.append(offer(_("zonder filters"), chosen))
    better = [each for each in offers if each.count > total]
    return tuple(sorted(better, key=lambda each: -each.count))
