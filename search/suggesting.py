"""Suggestions while somebody types: words, titles, regions, organisations and themes.

Every suggestion leads somewhere: words are tried on the index, values come with the counts of
now, and titles are entries that can be seen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.addresses import address_of
from practices.visibility import visible
from practices.vocabulary import Vocabulary
from search.asking import understand
from search.engines import current_engine
from search.expansion import with_words
from search.facets import FACET_BY_PARAMETER
from search.lexicon import is_known, is_noun, spelled
from search.overall import overall_counts, word_totals
from search.query import SearchQuery
from search.spellers import current_speller
from search.tokens import fold, normalize
from search.wordlists import NOT_OFFERED

MIN_LENGTH = 2
WORDS = 5
TITLES = 3
VERBS_LATER = 4  # places
VALUES = 3  # of each facet
VALUE_FACETS = ("regio", "thema", "organisatie")


@dataclass(frozen=True)
class Suggestion:
    """What is offered, how many entries it leads to, and where. `count` is None for a title."""

    label: str
    url: str
    count: int | None = None


@dataclass(frozen=True)
class SuggestionGroup:
    label: str
    suggestions: tuple[Suggestion, ...]


def suggest(text: str) -> tuple[SuggestionGroup, ...]:
    """Suggestions for a text that is still being typed, in groups; empty groups are left out.

    Raises EngineUnavailableError.
    """
    query = SearchQuery.parse("").with_text(" ".join(text.split())[:100])
    if len(query.text) < MIN_LENGTH:
        return ()
    vocabulary = vocabularies.current()
    words, titles = _words_and_titles(query, vocabulary)
    groups = [SuggestionGroup(_("Zoek op"), words), SuggestionGroup(_("Titels"), titles)]
    groups += [
        SuggestionGroup(
            str(FACET_BY_PARAMETER[parameter].label), _values(parameter, query.text, vocabulary)
        )
        for parameter in VALUE_FACETS
    ]
    return tuple(group for group in groups if group.suggestions)


def _words_and_titles(
    query: SearchQuery, vocabulary: Vocabulary
) -> tuple[tuple[Suggestion, ...], tuple[Suggestion, ...]]:
    """The last word completed; and entries that have all words, the last one as a beginning."""
    before, _space, last = query.text.rpartition(" ")
    completions = _worth_offering(
        current_speller().completions(last, WORDS * 6, min_length=MIN_LENGTH)
    )
    texts = [f"{before} {completion}".strip() for completion in completions]
    words: list[Suggestion] = []
    for some in (texts[:WORDS], texts[WORDS:]):
        if len(words) < WORDS:
            words += _with_hits(query, some, vocabulary)
    return tuple(words[:WORDS]), _titles(query, completions, vocabulary)


def _worth_offering(completions: list[str]) -> list[str]:
    """What a reader may mean: no stop words, and a verb some places after things and names."""
    words = [word for word in completions if word not in NOT_OFFERED]
    places = {
        word: place + (0 if is_noun(word) or not is_known(word) else VERBS_LATER)
        for place, word in enumerate(words)
    }
    return [spelled(word) for word in sorted(words, key=places.__getitem__)[: WORDS * 2]]


def _with_hits(query: SearchQuery, texts: list[str], vocabulary: Vocabulary) -> list[Suggestion]:
    """The texts that something is found with, each with how much."""
    wider = [query.with_text(text) for text in texts]
    totals = word_totals([understand(each, vocabulary).engine_query for each in wider])
    return [
        Suggestion(each.text, _address(each), total)
        for each, total in zip(wider, totals, strict=True)
        if total
    ]


def _titles(
    query: SearchQuery, completions: list[str], vocabulary: Vocabulary
) -> tuple[Suggestion, ...]:
    asked = understand(query, vocabulary).engine_query
    if not asked.groups:
        return ()
    begun = (*asked.groups[:-1], with_words(asked.groups[-1], completions))
    found = current_engine().search(replace(asked, groups=begun, limit=TITLES * 3, titles=True))
    start = fold(normalize(query.text.rpartition(" ")[2]))
    rows = visible().filter(pk__in=found.ids).order_by().values_list("pk", "title", "url_path")
    entries = {
        pk: Suggestion(title, address_of(url_path))
        for pk, title, url_path in rows
        if any(word.startswith(start) for word in fold(title.lower()).split())
    }
    return tuple(entries[pk] for pk in found.ids if pk in entries)[:TITLES]


def _values(parameter: str, text: str, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    counts = overall_counts().get(parameter, {})
    twins = vocabulary.regions.twins if parameter == "regio" else {}
    found = {
        value: count
        for value in _starting_with(fold(text.lower()), _names(parameter, vocabulary.version))
        if (count := counts.get(value, 0)) and value not in twins
    }
    best = sorted(found.items(), key=lambda each: -each[1])[:VALUES]
    return tuple(
        Suggestion(
            _label(parameter, value, vocabulary),
            _address(SearchQuery().with_value(parameter, value)),
            count,
        )
        for value, count in best
    )


def _address(query: SearchQuery) -> str:
    return f"{reverse('search:search')}?{query.query_string}"


def _label(parameter: str, value: str, vocabulary: Vocabulary) -> str:
    if parameter == "regio":
        return vocabulary.regions.describe(value)
    return vocabulary.terms[parameter][value].label


def _starting_with(start: str, names: tuple[tuple[str, str], ...]) -> Mapping[str, None]:
    found: dict[str, None] = {}
    for name, value in names[bisect_left(names, (start, "")) :]:
        if not name.startswith(start):
            break
        found[value] = None
    return found


@lru_cache(maxsize=8)
def _names(parameter: str, version: str) -> tuple[tuple[str, str], ...]:
    """Every name of a list from each of its words on, folded and sorted, with its value."""
    names: set[tuple[str, str]] = set()
    for term in vocabularies.current().terms[parameter].values():
        for name in (term.label, *term.aliases):
            words = fold(name.lower()).split()
            names.update((" ".join(words[at:]), term.value) for at in range(min(len(words), 4)))
    return tuple(sorted(names))
