"""Typing errors and beginnings of words, looked up in the vocabulary of the index.

Only words that readers would recognise take part: letters only, five or more for a correction, four
or more for a completion. Abbreviations are short, so they are never each other's typing errors; and
a word that is good Dutch is no typing error at all, even where the vocabulary does not have it:
who asks for "beurt" is not helped with "buurt".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from heapq import nsmallest

from search.lexicon import lookup, readings
from search.tokens import fold, normalize
from search.words import analyse

MIN_CORRECTION = 5
MIN_COMPLETION = 4
MIN_TWO_EDITS = 9
_MAX_LENGTH = 40
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Speller:
    """Corrections and completions from a vocabulary (term -> in how many documents it is).

    Terms that are no plain words (numbers, stems, keys of compounds) are left out. The object never
    changes after it was made, so threads can share it.
    """

    def __init__(self, terms: Mapping[str, int]) -> None:
        self._counts = {
            term: count
            for term, count in terms.items()
            if MIN_COMPLETION <= len(term) <= _MAX_LENGTH and term.isalpha()
        }
        self._sorted = sorted(self._counts)
        # Two edits are only looked for among words with the same first letter and about as many
        # letters; which letters a word has, as bits, then rules out nearly all of them.
        self._shelves: dict[tuple[str, int], list[tuple[int, str]]] = {}
        for term in self._sorted:
            if len(term) >= MIN_TWO_EDITS - 2:
                shelf = self._shelves.setdefault((term[0], len(term)), [])
                shelf.append((_letters_of(term), term))

    @property
    def counts(self) -> Mapping[str, int]:
        """The words it knows, with the number of documents that have them."""
        return self._counts

    def __len__(self) -> int:
        """How many words it knows."""
        return len(self._sorted)

    def corrections(self, word: str, limit: int = 3) -> list[str]:
        """Terms that `word` is likely meant to be, the likeliest first; [] when it is no error.

        One letter missing, too many, wrong or swapped with the next; two such errors in words of
        nine letters or more. Terms that are more common go first.
        """
        typed = fold(normalize(word))
        if (
            not MIN_CORRECTION <= len(typed) <= _MAX_LENGTH
            or not typed.isalpha()
            or typed in self._counts
            or lookup(typed) is not None
            or _is_compound(typed)
        ):
            return []
        found = self._one_edit(typed)
        if not found and len(typed) >= MIN_TWO_EDITS:
            found = self._two_edits(typed)
        return nsmallest(limit, found, key=lambda term: self._rank(term, typed))

    def completions(
        self, prefix: str, limit: int = 5, *, min_length: int = MIN_COMPLETION
    ) -> list[str]:
        """Terms that begin with `prefix` (and are longer), the most common first."""
        typed = fold(normalize(prefix))
        if len(typed) < min_length or not typed.isalpha():
            return []
        first = bisect_left(self._sorted, typed)
        after = bisect_left(self._sorted, typed + "\U0010ffff", lo=first)
        found = (term for term in self._sorted[first:after] if term != typed)
        return nsmallest(limit, found, key=lambda term: (-self._counts[term], len(term), term))

    def _rank(self, term: str, typed: str) -> tuple[bool, int, str]:
        return term[0] != typed[0], -self._counts[term], term

    def _one_edit(self, typed: str) -> set[str]:
        """Terms one edit away, or of which a form is: "netwrken" -> netwerken -> netwerk."""
        found: set[str] = set()
        for edit in _edits(typed):
            if len(edit) < MIN_COMPLETION:
                continue
            if edit in self._counts:
                found.add(edit)
            elif edit[0] == typed[0] and lookup(edit) is not None:
                lemma = fold(readings(edit)[0])
                if lemma in self._counts and lemma[0] == typed[0]:
                    found.add(lemma)
        return {term for term in found if len(term) >= MIN_CORRECTION}

    def _two_edits(self, typed: str) -> set[str]:
        letters = _letters_of(typed)
        found: set[str] = set()
        for length in range(len(typed) - 2, len(typed) + 3):
            for bits, term in self._shelves.get((typed[0], length), ()):
                # An edit changes at most two letters of the set.
                if (bits ^ letters).bit_count() <= 4 and _within_two(typed, term):
                    found.add(term)
        return found


def _is_compound(word: str) -> bool:
    """Whether `word` is made of words that all exist."""
    parts = analyse(word).parts
    return bool(parts) and all(lookup(part.lemma) is not None for part in parts)


def _letters_of(word: str) -> int:
    bits = 0
    for character in word:
        bits |= 1 << (ord(character) & 31)
    return bits


def _edits(word: str) -> Iterator[str]:
    """Everything one edit away from `word`: about 54 strings a letter."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
            for letter in _LETTERS:
                yield head + letter + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail


def _within_two(first: str, second: str) -> bool:
    """Whether two edits (missing, extra, wrong or swapped neighbours) turn one into the other."""
    start = 0
    shortest = min(len(first), len(second))
    while start < shortest and first[start] == second[start]:
        start += 1
    end = 0
    while end < shortest - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return _distance(first[start : len(first) - end], second[start : len(second) - end]) <= 2


def _distance(first: str, second: str) -> int:
    """Damerau-Levenshtein distance (optimal string alignment), given up above 2."""
    if abs(len(first) - len(second)) > 2:
        return 3
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, a in enumerate(first, 1):
        current = [row]
        for column, b in enumerate(second, 1):
            cost = min(above[column] + 1, current[column - 1] + 1, above[column - 1] + (a != b))
            if row > 1 and column > 1 and a == second[column - 2] and first[row - 2] == b:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > 2 and (not before or min(above) > 2):
            return 3
        before, above = above, current
    return above[-1]
