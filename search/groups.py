"""A typed query -> groups of alternatives.

Every group is required. Within a group any alternative will do; the boosts say which is nearer to
what was typed. Words written apart are looked for joined as well and the other way round: for
"wijk verpleging", "wijkverpleging" is an alternative in both groups, so that one word meets both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.compounds import Part, lemma_of
from search.separable import joined
from search.tokens import fold, iter_tokens, normalize
from search.wordlists import AFTER_E, PARTICLES, STOP_WORDS
from search.words import Word, analyse

MAX_GROUPS = 32
MAX_QUERY_LENGTH = 4_000
_MAX_PHRASE = 16

_QUOTES = '"“”„‟«»″'
_PIECES = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]|([^{_QUOTES}]+)")

BOOST_EXACT = 1.0
BOOST_OTHER_READING = 0.8
BOOST_SPELLING = 0.9
BOOST_APART = 0.8
BOOST_TURNED = 0.6
BOOST_DERIVED = 0.5
BOOST_STEM = 0.4


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a group: one term in `terms`, or several adjacent in order in `exact`."""

    terms: tuple[str, ...]
    boost: float = BOOST_EXACT


@dataclass(frozen=True, slots=True)
class QueryGroup:
    """A required part of a query: the text as typed, and what meets it.

    `together` are the words of a term of several words that has synonyms: the group is met by
    one of `alternatives`, or by all of these.
    """

    text: str
    alternatives: tuple[Alternative, ...]
    phrase: bool = False
    together: tuple[QueryGroup, ...] = ()


def parse_query(q: str) -> tuple[QueryGroup, ...]:
    """What a reader typed, as groups that must all be met; at most MAX_GROUPS, never an error.

    Quotation marks make a phrase. Stop words count only inside phrases; a query of nothing else
    gives no groups.
    """
    groups: dict[tuple[Alternative, ...], QueryGroup] = {}
    for quoted, loose in _PIECES.findall(q[:MAX_QUERY_LENGTH]):
        for group in _phrase(quoted) if quoted else _loose(loose):
            groups.setdefault(group.alternatives, group)
            if len(groups) == MAX_GROUPS:
                return tuple(groups.values())
    return tuple(groups.values())


def _phrase(text: str) -> Iterator[QueryGroup]:
    words: list[str] = []
    for token in iter_tokens(text):
        words.append(normalize(token.text))
        if len(words) == _MAX_PHRASE:
            break
    if len(words) == 1:
        if words[0] not in STOP_WORDS:
            yield QueryGroup(text.strip(), _alternatives(words[0]), phrase=True)
        return
    if not words or all(word in STOP_WORDS for word in words):
        return
    apart = [piece for word in words for piece in word.split("-") if piece]
    found = [Alternative(tuple(analyse(piece).lemma for piece in apart))]
    together = [word.replace("-", "") for word in words]
    if together != apart:
        found.append(Alternative(tuple(analyse(w).lemma for w in together), BOOST_SPELLING))
    if len(apart) == 2:
        found.append(Alternative((analyse("".join(apart)).lemma,), BOOST_SPELLING))
    yield QueryGroup(text.strip(), unique(found), phrase=True)


def _loose(text: str) -> Iterator[QueryGroup]:
    typed: list[str] = []
    for token in iter_tokens(text):
        typed.append(token.text)
        if len(typed) == 4 * MAX_GROUPS:
            break
    words = [normalize(t) for t in typed]
    # "één loket" is written as "een loket" too; on its own, "één" is a word with a meaning.
    silent = all(fold(word) in STOP_WORDS for word in words)
    for at, word in enumerate(words):
        if word in STOP_WORDS or (not silent and fold(word) in STOP_WORDS):
            continue
        found = [*_alternatives(word), *_with_neighbours(at, words)]
        yield QueryGroup(typed[at], unique(found))


def _alternatives(word: str) -> tuple[Alternative, ...]:
    """What meets one word of a query, hyphens allowed."""
    if "-" not in word:
        return unique(_of_word(analyse(word)))
    pieces = [piece for piece in word.split("-") if piece]
    found: list[Alternative] = []
    if not all(piece[0].isdigit() for piece in pieces):
        found.extend(_of_word(analyse("".join(pieces))))
    found.append(Alternative(tuple(analyse(piece).lemma for piece in pieces), BOOST_SPELLING))
    return unique(found)


def _of_word(word: Word) -> Iterator[Alternative]:
    yield Alternative((word.lemma,))
    for other in word.others:
        yield Alternative((other,), BOOST_OTHER_READING)
    if word.parts:
        yield Alternative((word.key,), BOOST_SPELLING)
        lemmas = [analyse(part.lemma).lemma for part in word.parts]
        for cut in range(1, len(lemmas)):
            # ouderen zorgnetwerk, ouderenzorg netwerk
            first, last = _joint(word.parts[:cut]), _joint(word.parts[cut:])
            yield Alternative((first, last), BOOST_APART)
            yield Alternative((last, first), BOOST_TURNED)  # netwerk ouderenzorg
            linked = analyse("".join(part.surface for part in word.parts[:cut])).lemma
            if linked != first:
                yield Alternative((linked, last), BOOST_APART)  # dorps coöperatie
        if len(lemmas) > 2:
            yield Alternative(tuple(lemmas), BOOST_APART)
    elif word.lemma.startswith("e") and analyse(word.lemma[1:]).lemma in AFTER_E:
        yield Alternative(("e", word.lemma[1:]), BOOST_APART)
    for base in word.derived:
        yield Alternative((base,), BOOST_DERIVED)
    if word.stem:
        yield Alternative((word.stem,), BOOST_STEM)


def _joint(parts: Sequence[Part]) -> str:
    """The lemma of a run of compound parts as it stands in `exact` when written as one word."""
    return analyse(lemma_of(tuple(parts))).lemma


def _with_neighbours(at: int, words: Sequence[str]) -> Iterator[Alternative]:
    """Joined forms of the word at `at` with the words beside it."""
    word = words[at]
    for first in (at - 1, at):
        pair = words[max(first, 0) : first + 2]
        if first >= 0 and len(pair) == 2 and not any(_unfit(w) for w in pair):
            yield from _joined("".join(pair))
    for first in (at - 2, at - 1, at):
        triple = words[max(first, 0) : first + 3]
        if first >= 0 and len(triple) == 3 and not any(_unfit(w) for w in triple):
            yield from _joined("".join(triple))
    for near in range(max(at - 3, 0), min(at + 4, len(words))):
        if near != at:
            verb = None
            if words[near] in PARTICLES:
                verb = joined(words[near], word)
            elif word in PARTICLES:
                verb = joined(word, words[near])
            if verb is not None:
                yield Alternative((analyse(verb).lemma,), BOOST_SPELLING)


def _unfit(word: str) -> bool:
    return fold(word) in STOP_WORDS or "-" in word or "'" in word or word[0].isdigit()


def _joined(word: str) -> Iterator[Alternative]:
    analysed = analyse(word)
    yield Alternative((analysed.lemma,), BOOST_SPELLING)
    if analysed.key:
        yield Alternative((analysed.key,), BOOST_SPELLING)


def unique(found: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """Without doubles, the highest boost of each kept, in order of first appearance."""
    best: dict[tuple[str, ...], float] = {}
    for alternative in found:
        best[alternative.terms] = max(alternative.boost, best.get(alternative.terms, 0.0))
    return tuple(Alternative(terms, boost) for terms, boost in best.items())
