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

from search.inflection import attach, unbend
from search.lexicon import lookup, readings
from search.wordlists import (
    BETWEEN_VERBS,
    CONJUNCTIONS,
    DETERMINERS,
    FREE_PARTICLES,
    NOUN_PARTICLES,
    OTHER_PREPOSITIONS,
    PARTICLES,
    PREPOSITIONS,
    STOP_WORDS,
)

_PREPOSITIONS = PREPOSITIONS | OTHER_PREPOSITIONS
_REACH = 10


@lru_cache(maxsize=100_000)
def joined(particle: str, word: str) -> str | None:
    """The separable verb that a particle and a form of a verb make, or None."""
    if word in STOP_WORDS:
        return None
    # "vraag ... aan": the dictionary may have the noun only.
    for lemma in (*readings(word), *attach(word, "en")):
        if lemma.endswith("n"):
            verb = particle + lemma
            if verb in readings(verb):
                return verb
    return None


def separated_verbs(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """The separable verbs that stand apart: (verb, place of the verb form, place of the particle).

    `words` are the pieces of `search.tokens.scan`, normalised, with "" for a mark between clauses.
    """
    for at, particle in enumerate(words):
        if particle in PARTICLES:
            found = _after(particle, at, words) or _before(particle, at, words)
            if found is not None:
                yield (*found, at)


def _after(particle: str, at: int, words: Sequence[str]) -> tuple[str, int] | None:
    """ "mee te denken", "mee wil denken"; of a preposition only "aan te pakken"."""
    preposition = particle in PREPOSITIONS
    for place in range(at + 1, min(at + 5, len(words))):
        word = words[place]
        if word in BETWEEN_VERBS:
            if preposition and word != "te":
                return None
        elif not word or (preposition and place == at + 1):
            return None
        else:
            verb = joined(particle, word)
            return (verb, place) if verb else None
    return None


def _before(particle: str, at: int, words: Sequence[str]) -> tuple[str, int] | None:
    if particle in PREPOSITIONS and not _closes_clause(at, words):
        return None
    if particle in NOUN_PARTICLES and (not at or words[at - 1] in DETERMINERS):
        return None
    nearest: tuple[str, int] | None = None
    for place in range(at - 1, max(at - 1 - _REACH, -1), -1):
        word = words[place]
        if not word:
            break
        verb = joined(particle, word)
        if verb is not None:
            return verb, place
        if nearest is None and particle in FREE_PARTICLES and word not in STOP_WORDS:
            verb = _verb(word)
            nearest = (particle + verb, place) if verb else None
    return nearest


@lru_cache(maxsize=100_000)
def _verb(word: str) -> str | None:
    """The infinitive that `word` is above all a form of, or None."""
    lemma = (readings(word) or ("",))[0]
    # A noun in -en has a third person in -t as little as "keuken" has.
    return (
        lemma
        if lemma.endswith("en") and len(lemma) > 4 and (lemma != word or _acts(word))
        else None
    )


def _acts(infinitive: str) -> bool:
    return any(lookup(stem + "t") == infinitive for stem in unbend(infinitive[:-2]))


def _closes_clause(at: int, words: Sequence[str]) -> bool:
    after = words[at + 1] if at + 1 < len(words) else ""
    return not after or after in CONJUNCTIONS or after in _PREPOSITIONS
