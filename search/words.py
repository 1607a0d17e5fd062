"""One word -> everything it can be found under.

This is where lexicon, derivations and compounds meet. The outcome is cached by word, because a
stemmer and a splitter are a hundred times dearer than the dictionary, and texts repeat themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from search.compounds import Part, key_of, lemma_of, split
from search.derivations import derived_from
from search.lexicon import bases, guess, lookup, readings
from search.tokens import fold
from search.wordlists import SHORT_PARTS

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
    base = guess(word)
    if base is not None:
        return (base,)
    return ()


def _derived_compound(word: str) -> str | None:
    """The base form of an unknown derivation or of an inflected form of one, or None."""
    if derived_from(word):
        return word
    for base in bases(word):
        if len(base) > 5 and derived_from(base):
            return base
    return None


def _derivations(lemma: str, parts: tuple[Part, ...]) -> tuple[str, ...]:
    found = derived_from(lemma)
    if found or len(lemma) < 8:
        return found
    if parts:
        lead = "".join(part.surface for part in parts[:-1])
        return tuple(lead + base for base in derived_from(parts[-1].lemma))
    if lemma.endswith("er") and (split(lemma[:-2]) or lookup(lemma[:-2])):
        # mantelzorger: the dictionary has the person, not the work.
        return (lemma[:-2],)
    return ()


@lru_cache(maxsize=200_000)
def analyse(word: str) -> Word:
    """Analyse a normalised word without hyphens (see `search.tokens.normalize`)."""
    if len(word) < 2 or word[0].isdigit() or word in SHORT_PARTS:
        return Word(_plain(word) or word, (), (), (), "", "")
    if "'" in word:
        head, _, tail = word.rpartition("'")
        if tail in ("s", "er", "ers", "tje", "tjes", "en") and head and not lookup(word):
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
                lemmas = (word, word[:-1]) if word.endswith("s") else (word,)
                stem = "~" + fold(_stemmer().stemWord(word))
            else:
                lemmas = (word,)
    terms = list(dict.fromkeys(term for term in map(_plain, lemmas) if term)) or [word]
    derived = dict.fromkeys(map(_plain, _derivations(lemmas[0], parts)))
    key = key_of(parts) if parts else ""
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
