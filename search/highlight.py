"""Which words of a text met a query, for the results that are shown.

Worked out in Python on the original text, so that accents, capitals and hyphens stay as they were
written and both engines mark the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.groups import QueryGroup
from search.lexicon import is_known
from search.separable import separated_verbs
from search.tokens import is_break, normalize, scan_spans
from search.wordlists import PARTICLES
from search.words import analyse, word_lemmas, word_terms

_SENTENCE_ENDS = ".!?…\n\r•"
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A stretch of text, marked or not. Joined together, fragments give the text back."""

    text: str
    marked: bool


class Highlighter:
    """Marks the words that met one query, in as many texts as are shown.

    What a word of a text has to do with the query is worked out once for all of them.
    """

    def __init__(self, groups: Iterable[QueryGroup]) -> None:
        self._wanted = _Wanted(groups)

    def highlight(self, text: str, *, start: int = 0, end: int | None = None) -> list[Fragment]:
        """`text[start:end]` in fragments, the words that met a group marked."""
        return _fragments(text[start:end], _spans(text[start:end], self._wanted))

    def best_passage(self, text: str, length: int = 240) -> list[Fragment]:
        """The passage of about `length` characters in which most groups are met, marked.

        It begins at a sentence where one is near, and at a word otherwise; "…" stands for what
        was left out. Without a hit it is the beginning of the text. Never longer than `length`
        plus two "…".
        """
        length = max(length, 1)
        if len(text) <= length:
            return self.highlight(text)
        spans = _spans(text, self._wanted)
        start = _start_of_passage(text, spans, length)
        end = _end_of_passage(text, start, length)
        inside = [(s - start, e - start, g) for s, e, g in spans if s >= start and e <= end]
        fragments = _fragments(text[start:end], inside)
        if start > 0:
            fragments.insert(0, Fragment(_ELLIPSIS, False))
        if end < len(text):
            fragments.append(Fragment(_ELLIPSIS, False))
        return _merged(fragments)


def highlight(
    text: str, groups: Iterable[QueryGroup], *, start: int = 0, end: int | None = None
) -> list[Fragment]:
    """One text; see `Highlighter.highlight`."""
    return Highlighter(groups).highlight(text, start=start, end=end)


def best_passage(text: str, groups: Iterable[QueryGroup], length: int = 240) -> list[Fragment]:
    """One text; see `Highlighter.best_passage`."""
    return Highlighter(groups).best_passage(text, length)


_Span = tuple[int, int, int]
"""Start, end and the number of the group that was met."""


class _Wanted:
    """The terms of a query, arranged to be looked up by word of the text."""

    def __init__(self, groups: Iterable[QueryGroup]) -> None:
        self.terms: dict[str, int] = {}
        self.phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        self.groups: dict[str, int | None] = {"": None}
        """The group that a normalised word meets by itself, for the words seen so far."""
        every = [part for group in groups for part in (group, *group.together)]
        for number, group in enumerate(every):
            for alternative in group.alternatives:
                if len(alternative.terms) == 1:
                    self.terms.setdefault(alternative.terms[0], number)
                elif alternative.terms:
                    phrases = self.phrases.setdefault(alternative.terms[0], [])
                    phrases.append((alternative.terms, number))
        self.starts = {term[:2] for term in self.terms if len(term) > 7}
        self.particles = any(term.startswith(tuple(PARTICLES)) for term in self.terms)

    def word_of(self, surface: str) -> str:
        """The normalised word of a piece of text, "" for a mark between clauses."""
        word = "" if is_break(surface) else normalize(surface)
        if word not in self.groups:
            self.groups[word] = self._met_by(word_terms(word))
        return word

    def group_of_joint(self, word: str) -> int | None:
        """The group that is met by a word of the dictionary that was written in two, or None."""
        return self._met_by(analyse(word).index_terms) if is_known(word) else None

    def _met_by(self, terms: Iterable[str]) -> int | None:
        return next((self.terms[term] for term in terms if term in self.terms), None)


def _spans(text: str, wanted: _Wanted) -> list[_Span]:
    """Where in `text` words stand that met a group, in order, without overlaps."""
    if not wanted.terms and not wanted.phrases:
        return []
    matches = scan_spans(text)
    surfaces = [match.group() for match in matches]
    word_of = {surface: wanted.word_of(surface) for surface in set(surfaces)}
    words = [word_of[surface] for surface in surfaces]
    hits = {word: group for word, group in wanted.groups.items() if group is not None}
    met = {at: hits[word] for at, word in enumerate(words) if word in hits}
    for at, group in _phrase_hits(words, wanted):
        met.setdefault(at, group)
    for at, group in _apart_hits(words, wanted):
        met.setdefault(at, group)
    return [(*matches[at].span(), met[at]) for at in sorted(met)]


def _phrase_hits(words: Sequence[str], wanted: _Wanted) -> Iterator[tuple[int, int]]:
    """Words that are part of a phrase alternative; a hyphen parts words here."""
    if not wanted.phrases:
        return
    lemmas: list[str] = []
    owners: list[int] = []
    for at, word in enumerate(words):
        for lemma in word_lemmas(word) if word else ():
            lemmas.append(lemma)
            owners.append(at)
    for position, lemma in enumerate(lemmas):
        for phrase, group in wanted.phrases.get(lemma, ()):
            if tuple(lemmas[position : position + len(phrase)]) == phrase:
                for at in owners[position : position + len(phrase)]:
                    yield at, group


def _apart_hits(words: Sequence[str], wanted: _Wanted) -> Iterator[tuple[int, int]]:
    """Both halves of words written in two, and of separable verbs."""
    if wanted.starts:
        for at, (first, second) in enumerate(pairwise(words)):
            if len(first) > 3 and len(second) > 3 and first[:2] in wanted.starts:
                group = wanted.group_of_joint(first + second)
                if group is not None:
                    yield at, group
                    yield at + 1, group
    if wanted.particles:
        for verb, place, particle in separated_verbs(words):
            group = wanted.terms.get(verb)
            if group is not None:
                yield place, group
                yield particle, group


def _fragments(text: str, spans: Sequence[_Span]) -> list[Fragment]:
    found: list[Fragment] = []
    at = 0
    for start, end, _ in spans:
        if start > at:
            found.append(Fragment(text[at:start], False))
        found.append(Fragment(text[start:end], True))
        at = end
    if at < len(text):
        found.append(Fragment(text[at:], False))
    return found


def _merged(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Neighbours that are both plain, as one."""
    found: list[Fragment] = []
    for fragment in fragments:
        if found and not found[-1].marked and not fragment.marked:
            found[-1] = Fragment(found[-1].text + fragment.text, False)
        else:
            found.append(fragment)
    return found


def _start_of_passage(text: str, spans: Sequence[_Span], length: int) -> int:
    """Where the window with most different groups, then most hits, begins."""
    if not spans:
        return 0
    starts = [start for start, _, _ in spans]
    best, best_score = 0, (0, 0)
    counts: dict[int, int] = {}
    right = 0
    for left in range(len(spans)):
        limit = spans[left][0] + length * 3 // 4
        while right < len(spans) and spans[right][1] <= limit:
            counts[spans[right][2]] = counts.get(spans[right][2], 0) + 1
            right += 1
        score = (len(counts), sum(counts.values()))
        if score > best_score:
            best, best_score = left, score
        group = spans[left][2]
        if group in counts:
            counts[group] -= 1
            if not counts[group]:
                del counts[group]
        right = max(right, left + 1)
    hit = starts[best]
    room = min(length // 4, hit)
    for at in range(hit - 1, hit - room - 1, -1):
        if text[at] in _SENTENCE_ENDS:
            return _skip_blank(text, at + 1, hit)
    if hit <= length // 4:
        return 0
    start = hit - room
    while start < hit and not text[start - 1].isspace():
        start += 1
    return start


def _skip_blank(text: str, start: int, limit: int) -> int:
    while start < limit and (text[start].isspace() or text[start] in _SENTENCE_ENDS):
        start += 1
    return start


def _end_of_passage(text: str, start: int, length: int) -> int:
    end = min(start + length, len(text))
    if end == len(text):
        return end
    for at in range(end, start + length // 2, -1):
        if text[at].isspace():
            return at
    return end
