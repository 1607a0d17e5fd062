"""Entries like one: the same words, themes and sectors, and answers from elsewhere first."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterable

from practices import vocabulary as vocabularies
from practices.cards import Card, cards
from search import analysis
from search.engines import current_engine
from search.engines.base import SimilarQuery
from search.spellers import current_speller

MAX_TERMS = 12
TOO_COMMON = 0.2  # a word in more than this share of the entries says nothing about one
THEME_WEIGHT = 3.0
SECTOR_WEIGHT = 0.5
WORD_WEIGHT = 0.5


def similar_entries(entry_id: int, limit: int = 4, leave_out: Collection[int] = ()) -> list[Card]:
    """The entries most like this one that the public may see; never the entry itself.

    `leave_out` are the ids of entries that already stand on the page. Another region's answer to
    the same question comes before one from the same region. Raises EngineUnavailableError.
    """
    vocabulary = vocabularies.current()
    own = cards([entry_id], vocabulary)
    if not own:
        return []
    card = own[0]
    values = [("thema", term.value, THEME_WEIGHT) for term in card.themes]
    values += [("sector", term.value, SECTOR_WEIGHT) for term in card.sectors]
    found = current_engine().similar(
        SimilarQuery(
            terms=telling_terms([card.title, card.summary]),
            values=tuple(values),
            regions=tuple(vocabulary.regions.found_under(term.value for term in card.regions)),
            exclude=entry_id,
            limit=limit + len(leave_out),
            now=int(time.time()),
        )
    )
    return cards([pk for pk in found if pk not in leave_out][:limit], vocabulary)


def telling_terms(texts: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """The rarest words of some texts that other entries have as well, with their weight."""
    counts = current_speller().counts
    documents = max(counts.values(), default=1)
    weights = {
        term: WORD_WEIGHT * math.log(documents / counts[term])
        for text in texts
        for term in analysis.exact_terms(text)
        if 1 < counts.get(term, 0) <= documents * TOO_COMMON
    }
    best = sorted(weights.items(), key=lambda each: (-each[1], each[0]))
    return tuple(best[:MAX_TERMS])
