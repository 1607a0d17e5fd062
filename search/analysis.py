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
from itertools import pairwise

from search.groups import MAX_GROUPS, Alternative, QueryGroup, parse_query
from search.lexicon import is_known
from search.separable import separated_verbs
from search.tokens import HYPHENS, Token, normalize, tokenize
from search.wordlists import STOP_WORDS
from search.words import analyse

__all__ = [
    "MAX_GROUPS",
    "Alternative",
    "QueryGroup",
    "Token",
    "exact_terms",
    "index_terms",
    "is_word_term",
    "matches",
    "parse_query",
    "tokenize",
    "word_terms",
]


def is_word_term(term: str) -> bool:
    """Whether a term of the index is a word that can be shown or suggested to a reader."""
    return term.isalpha()


def word_terms(word: str) -> tuple[str, ...]:
    """The index terms of one normalised word, hyphens allowed: "e-learning" -> elearning, ..."""
    if "-" not in word:
        return analyse(word).index_terms
    pieces = [piece for piece in word.split("-") if piece]
    found: list[str] = []
    if not any(piece[0].isdigit() for piece in pieces):
        found.extend(analyse("".join(pieces)).index_terms)
    elif not all(piece[0].isdigit() for piece in pieces):
        found.append(analyse("".join(pieces)).lemma)
    for piece in pieces:
        if piece not in STOP_WORDS:
            found.extend(analyse(piece).index_terms)
    return tuple(dict.fromkeys(found))


def index_terms(text: str) -> list[str]:
    """The bag of terms of a text, in no useful order; a word that occurs twice counts twice."""
    tokens = tokenize(text)
    words = [normalize(token.text) for token in tokens]
    found: list[str] = []
    for word in words:
        if word not in STOP_WORDS:
            found.extend(word_terms(word))
            if word == "één":
                found.append("een")
    for verb in separated_verbs(text, tokens, words):
        found.extend(analyse(verb).index_terms)
    for word in _written_apart(words):
        found.extend(analyse(word).index_terms)
    for word in _elliptic(text, tokens, words):
        found.extend(analyse(word).index_terms)
    return found


def _written_apart(words: Sequence[str]) -> Iterator[str]:
    """Words of the dictionary that are written in two: "mantel zorger"."""
    for first, second in pairwise(words):
        if (
            len(first) > 3
            and len(second) > 3
            and first not in STOP_WORDS
            and second not in STOP_WORDS
            and is_known(first + second)
        ):
            yield first + second


def _elliptic(text: str, tokens: Sequence[Token], words: Sequence[str]) -> Iterator[str]:
    """What a hanging hyphen stands for: "zorg- en welzijnsorganisaties" -> zorgorganisaties."""
    for at in range(len(tokens) - 2):
        end = tokens[at].end
        if text[end : end + 1] in tuple(HYPHENS) and words[at + 1] in ("en", "of"):
            parts = analyse(words[at + 2]).parts
            if parts:
                yield words[at].replace("-", "") + parts[-1].lemma


def exact_terms(text: str) -> list[str]:
    """One lemma a word, in the order of the text; a hyphen parts words here."""
    found: list[str] = []
    for token in tokenize(text):
        word = normalize(token.text)
        if "-" in word:
            found.extend(analyse(piece).lemma for piece in word.split("-") if piece)
        else:
            found.append(analyse(word).lemma)
    return found


def matches(groups: Sequence[QueryGroup], text: str) -> bool:
    """Whether a text meets a query: the plain definition that every engine is held against.

    Without groups there is nothing to meet, so every text matches.
    """
    if not groups:
        return True
    terms = frozenset(index_terms(text))
    exact = exact_terms(text)
    return all(any(_meets(a, terms, exact) for a in group.alternatives) for group in groups)


def _meets(alternative: Alternative, terms: frozenset[str], exact: Sequence[str]) -> bool:
    wanted = list(alternative.terms)
    if len(wanted) == 1:
        return wanted[0] in terms
    size = len(wanted)
    return any(exact[at : at + size] == wanted for at in range(len(exact) - size + 1))
