"""One word -> everything it can be found under.

This is where lexicon, derivations and compounds meet. The outcome is cached by word, because a
stemmer and a splitter are a hundred times dearer than the dictionary, and texts repeat themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from search.compounds import Part, key_of, lemma_of, split
from search.derivations import derived_from
from search.inflection import bases
from search.lexicon import guess, lookup, readings, unknown_separable
from search.tokens import fold
from search.wordlists import SHORT_PARTS, STOP_WORDS

_MIN_STEM = 5


@dataclass(frozen=True, slots=True)
class Word:
    """A normalised word (no hyphens in it) analysed. All terms are folded and without spaces."""

    lemma: str
    """The likeliest base form; what `exact` holds."""
    others: tuple[str, ...]
    """Further readings: the verb beside the noun, the adjective behind the person."""
    derived: tuple[str, ...]
    """What the lemma is regularly derived from."""
    parts: tuple[Part, ...]
    """The parts of a compound, two or more; or ()."""
    key: str
    """One key for every spelling of the compound, or ""."""
    stem: str
    """A marked stem, only for words that nothing is known about, or ""."""

    @property
    def index_terms(self) -> tuple[str, ...]:
        """Every term that a text with this word is to be found under."""
        return _index_terms(self)


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("dutch")


def _plain(term: str) -> str:
    return fold(term).replace("'", "").replace("-", "")


def _lemmas(word: str) -> tuple[str, ...]:
    """Known base forms of `word`, the likeliest first, or ()."""
    found = readings(word)
    if found:
        return found
    verb = unknown_separable(word)
    if verb is not None:
        return (verb,)
    if word.endswith("en") and len(word) > 6:
        # Persons: "verzorgenden", "werkenden", of which the dictionary has the form in -e.
        persons = readings(word[:-1])
        if persons:
            return persons
    base = guess(word)
    if base is not None:
        return tuple(dict.fromkeys((base, *readings(base))))
    return ()


def _nearby(word: str) -> Iterator[str]:
    """What an unknown word, mostly a name, may be a form of: Emmens, Emmense."""
    if word.endswith("se"):
        yield word[:-2]
        yield word[:-1]
    elif word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]


def _derived_compound(word: str) -> str | None:
    """The base form of an unknown derivation or of an inflected form of one, or None."""
    if derived_from(word):
        return word
    for base in bases(word):
        if len(base) > 5 and derived_from(base):
            return base
    return None


def _derivations(lemma: str, parts: tuple[Part, ...]) -> tuple[str, ...]:
    """What a lemma is derived from; of a compound also by its parts, known or not."""
    found = list(derived_from(lemma))
    if len(lemma) >= 8 and not found:
        if parts:
            lead = "".join(part.surface for part in parts[:-1])
            found.extend(lead + base for base in derived_from(parts[-1].lemma))
        for ending in ("er", "heid"):
            # mantelzorger, laaggeletterdheid: the dictionary may have neither word, but the parts.
            base = lemma.removesuffix(ending)
            if base != lemma and split(base):
                found.append(base)
    return tuple(found)


@lru_cache(maxsize=200_000)
def analyse(word: str) -> Word:
    """Analyse a normalised word without hyphens (see `search.tokens.normalize`)."""
    if len(word) < 2 or word[0].isdigit() or word in SHORT_PARTS:
        return Word(_plain(word) or word, (), (), (), "", "")
    if "'" in word:
        head, _, tail = word.rpartition("'")
        ending = tail in ("s", "tje", "tjes", "en") and not lookup(word)
        if head and (ending or tail in ("er", "ers")):
            # ggd's, Emmen's, zzp'ers: what stands before the apostrophe is the word.
            return analyse(head)
        if not lookup(word):
            return analyse(word.replace("'", "") or word)
    lemmas = _lemmas(word)
    parts: tuple[Part, ...] = ()
    stem = ""
    if lemmas:
        parts = split(lemmas[0])
    else:
        parts = split(word)
        if parts:
            lemmas = (lemma_of(parts),)
        else:
            derivation = _derived_compound(word)
            if derivation:
                lemmas = (derivation,)
            elif len(word) >= _MIN_STEM and word.isalpha():
                lemmas = (word, *_nearby(word))
                stem = "~" + fold(_stemmer().stemWord(word))
            else:
                lemmas = (word,)
    terms = list(dict.fromkeys(term for term in map(_plain, lemmas) if term)) or [word]
    sources = [*_derivations(lemmas[0], parts)]
    for other in lemmas[1:]:
        if stem or other.endswith("en"):
            sources.extend(derived_from(other))  # besloten -> besluiten -> besluit
    derived = dict.fromkeys(map(_plain, sources))
    key = key_of(parts) if parts else ""
    if parts:
        # The head may have another reading: ervaringsdeskundige, ervaringsdeskundig.
        terms = list(dict.fromkeys((*terms, _plain(lemma_of(parts)))))
    return Word(
        terms[0], tuple(terms[1:]), tuple(t for t in derived if t not in terms), parts, key, stem
    )


@lru_cache(maxsize=200_000)
def _index_terms(word: Word) -> tuple[str, ...]:
    found = [word.lemma, *word.others, *word.derived]
    if word.parts:
        found.append(word.key)
        for start in range(len(word.parts)):
            for end in range(start + 1, len(word.parts) + 1):
                span = word.parts[start:end]
                if len(span) == len(word.parts):
                    continue
                if len(span) == 1:
                    part = analyse(span[0].lemma)
                    found.extend(_index_terms(part))
                else:
                    found.append(_plain(lemma_of(span)))
                    found.append(key_of(span))
    if word.stem:
        found.append(word.stem)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=200_000)
def word_terms(word: str) -> tuple[str, ...]:
    """The index terms of a normalised word, hyphens allowed; () for a stop word.

    "e-learning" -> elearning, e, learning. "één" is also "een", which as an article is a stop word.
    """
    if word in STOP_WORDS:
        return ()
    if word == "één":
        return ("een",)
    if "-" not in word:
        return analyse(word).index_terms
    pieces = [piece for piece in word.split("-") if piece]
    found: list[str] = []
    numbers = [piece[0].isdigit() for piece in pieces]
    if not any(numbers):
        found.extend(analyse("".join(pieces)).index_terms)
    elif not all(numbers):
        found.append(analyse("".join(pieces)).lemma)
    for piece in pieces:
        found.extend(word_terms(piece))
    return tuple(dict.fromkeys(found))


def word_lemmas(word: str) -> tuple[str, ...]:
    """What a normalised word is in `exact`: one lemma, or one for each part between hyphens."""
    if "-" not in word:
        return (analyse(word).lemma,)
    return tuple(analyse(piece).lemma for piece in word.split("-") if piece)
