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
from practices.visibility import visible
from practices.vocabulary import Vocabulary
from search.asking import ask
from search.engines import current_engine
from search.expansion import with_words
from search.facets import FACET_BY_PARAMETER
from search.overall import overall_counts
from search.query import SearchQuery
from search.spellers import current_speller
from search.tokens import fold, normalize

MIN_LENGTH = 2
WORDS = 5
TITLES = 3
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
    completions = current_speller().completions(last, WORDS * 2, min_length=MIN_LENGTH)
    words: list[Suggestion] = []
    for completion in completions:
        text = f"{before} {completion}".strip()
        wider = query.with_text(text)
        total = ask(wider, vocabulary).result.total
        if total:
            words.append(Suggestion(text, _address(wider), total))
        if len(words) == WORDS:
            break
    return tuple(words), _titles(query, completions, vocabulary)


def _titles(
    query: SearchQuery, completions: list[str], vocabulary: Vocabulary
) -> tuple[Suggestion, ...]:
    asked = ask(query, vocabulary, limit=0).engine_query
    if not asked.groups:
        return ()
    begun = (*asked.groups[:-1], with_words(asked.groups[-1], completions))
    found = current_engine().search(replace(asked, groups=begun, limit=TITLES * 3))
    start = fold(normalize(query.text.rpartition(" ")[2]))
    entries = {entry.pk: entry for entry in visible().filter(pk__in=found.ids)}
    return tuple(
        Suggestion(entries[pk].title, entries[pk].url or "")
        for pk in found.ids
        if pk in entries
        and any(word.startswith(start) for word in fold(entries[pk].title.lower()).split())
    )[:TITLES]


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
