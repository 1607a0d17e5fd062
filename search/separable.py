"""Separable verbs in running text: "denkt met ons mee" is meedenken.

```
   Zij  dachten  de hele avond  mee .        particle after its verb, in the same clause
        ^verb                   ^particle
   om   mee te denken                        particle before "te" and the infinitive
```

A particle that is also a preposition (op, aan, in, ...) counts only where it can hardly be one: at
the end of a clause, or before "te".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from search.lexicon import readings
from search.tokens import Token
from search.wordlists import (
    BETWEEN_VERBS,
    CONJUNCTIONS,
    PREPOSITIONS,
    PURE_PARTICLES,
)

PARTICLES = PURE_PARTICLES | PREPOSITIONS
_CLAUSE_END = '.,;:!?()[]\n\r•|/"“”'
_REACH = 10


@lru_cache(maxsize=100_000)
def joined(particle: str, word: str) -> str | None:
    """The separable verb that a particle and a form of a verb make, or None."""
    for lemma in readings(word):
        if lemma.endswith("n"):
            verb = particle + lemma
            if readings(verb)[:1] == (verb,):
                return verb
    return None


def separated_verbs(text: str, tokens: Sequence[Token], words: Sequence[str]) -> Iterator[str]:
    """The separable verbs whose parts stand apart in `text`; `words` are the tokens normalised."""
    for at, particle in enumerate(words):
        if particle not in PARTICLES:
            continue
        verb = _after(particle, at, words) or _before(text, particle, at, tokens, words)
        if verb is not None:
            yield verb


def _after(particle: str, at: int, words: Sequence[str]) -> str | None:
    between = 0
    for word in words[at + 1 : at + 5]:
        if word in BETWEEN_VERBS:
            between += 1
            if word != "te" and particle in PREPOSITIONS:
                return None
            continue
        if particle in PREPOSITIONS and not between:
            return None
        return joined(particle, word)
    return None


def _before(
    text: str, particle: str, at: int, tokens: Sequence[Token], words: Sequence[str]
) -> str | None:
    if particle in PREPOSITIONS and not _closes_clause(text, at, tokens, words):
        return None
    for back in range(at - 1, max(at - 1 - _REACH, -1), -1):
        gap = text[tokens[back].end : tokens[back + 1].start]
        if any(c in _CLAUSE_END for c in gap):
            return None
        verb = joined(particle, words[back])
        if verb is not None:
            return verb
    return None


def _closes_clause(text: str, at: int, tokens: Sequence[Token], words: Sequence[str]) -> bool:
    if at + 1 == len(tokens):
        return True
    gap = text[tokens[at].end : tokens[at + 1].start]
    return any(c in _CLAUSE_END for c in gap) or words[at + 1] in CONJUNCTIONS
