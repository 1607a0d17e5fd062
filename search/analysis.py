"""Dutch: text -> terms, query -> groups of terms. The same for every search engine.

The index has two text fields, both lists of ready-made terms that an engine stores as they are,
split at spaces and nothing else:

- `terms`, a bag (`index_terms`): per word its lemma, what that is derived from, the parts of a
  compound, and how else it can be written;
- `exact`, in order (`exact_terms`): one lemma a word, for phrases.

A query (`parse_query`) is a tuple of groups that must all be met, each by one of its alternatives.
Everything a query is widened with is in those alternatives, so that engines need no Dutch.

Terms are opaque: "~..." is a stem, "...+..." a compound by its parts, all others are words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from search.groups import MAX_GROUPS, Alternative, QueryGroup, parse_query
from search.lexicon import is_known
from search.separable import separated_verbs
from search.tokens import HYPHENS, Token, is_break, normalize, scan, tokenize
from search.wordlists import PARTICLES, STOP_WORDS
from search.words import analyse, word_lemmas, word_terms

HANGING = "-"

# Stands in `exact` between paragraphs and fields, so that no phrase runs from one into the next.
FIELD_GAP = "¶"

__all__ = [
    "FIELD_GAP",
    "MAX_GROUPS",
    "Alternative",
    "QueryGroup",
    "Token",
    "exact_terms",
    "index_terms",
    "is_word_term",
    "matches",
    "parse_query",
    "text_terms",
    "tokenize",
]


def is_word_term(term: str) -> bool:
    """Whether a term of the index is a word that can be shown or suggested to a reader."""
    return term.isalpha()


def index_terms(text: str) -> list[str]:
    """The bag of terms of a text, in no useful order; a word that occurs twice counts twice."""
    return text_terms(text)[0]


def exact_terms(text: str) -> list[str]:
    """One lemma a word, in the order of the text; a hyphen parts words here."""
    return text_terms(text)[1]


def text_terms(text: str) -> tuple[list[str], list[str]]:
    """`index_terms` and `exact_terms` in one pass: what indexing a text should call."""
    terms: list[str] = []
    exact: list[str] = []
    words: list[str] = []
    particles = hanging = False
    for surface in scan(text):
        word, of_word, lemmas = _seen(surface)
        words.append(word)
        terms += of_word
        exact += lemmas
        if word in PARTICLES:
            particles = True
        elif word == HANGING:
            hanging = True
    if particles:
        for verb, _, _ in separated_verbs(words):
            terms += analyse(verb).index_terms
    for joint in _written_apart(words):
        terms += analyse(joint).index_terms
    if hanging:
        for joint in _elliptic(words):
            terms += analyse(joint).index_terms
    return terms, exact


@lru_cache(maxsize=200_000)
def _seen(surface: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """A piece of `scan`: normalised, its index terms, its lemmas. "" for a mark."""
    if is_break(surface):
        gap = (FIELD_GAP,) if surface in "\n\r" else ()
        return (HANGING if surface in HYPHENS else ""), (), gap
    word = normalize(surface)
    return word, word_terms(word), word_lemmas(word)


def _written_apart(words: Sequence[str]) -> Iterator[str]:
    """Words of the dictionary that are written in two: "mantel zorger"."""
    for first, second in pairwise(words):
        if len(first) > 3 and len(second) > 3:
            joint = _joint(first, second)
            if joint is not None:
                yield joint


@lru_cache(maxsize=200_000)
def _joint(first: str, second: str) -> str | None:
    if first in STOP_WORDS or second in STOP_WORDS or not is_known(first + second):
        return None
    return first + second


def _elliptic(words: Sequence[str]) -> Iterator[str]:
    """What a hanging hyphen stands for: "zorg- en welzijnsorganisaties" -> zorgorganisaties."""
    for at in range(1, len(words) - 2):
        if words[at] == HANGING and words[at - 1] and words[at + 1] in ("en", "of"):
            parts = analyse(words[at + 2]).parts
            if parts:
                yield words[at - 1].replace("-", "") + parts[-1].lemma


def matches(groups: Sequence[QueryGroup], text: str) -> bool:
    """Whether a text meets a query: the plain definition that every engine is held against.

    Without groups there is nothing to meet, so every text matches.
    """
    if not groups:
        return True
    bag, exact = text_terms(text)
    terms = frozenset(bag)
    return all(_group_meets(group, terms, exact) for group in groups)


def _group_meets(group: QueryGroup, terms: frozenset[str], exact: Sequence[str]) -> bool:
    if any(_meets(alternative, terms, exact) for alternative in group.alternatives):
        return True
    together = group.together
    return bool(together) and all(_group_meets(each, terms, exact) for each in together)


def _meets(alternative: Alternative, terms: frozenset[str], exact: Sequence[str]) -> bool:
    wanted = list(alternative.terms)
    if len(wanted) == 1:
        return wanted[0] in terms
    size = len(wanted)
    return any(exact[at : at + size] == wanted for at in range(len(exact) - size + 1))
