"""Which Dutch words exist, and what the base form (lemma) of a word form is.

The dictionary is simplemma's (some 370,000 word forms). It gives one lemma a form and is not always
even-handed: "emmer" comes out as the verb "emmeren", "ouder" (parent) as "oud" (old). So a form has
*readings* here, the likeliest first: what the dictionary says, the form itself where other forms
show that it is a word of its own ("emmers" -> "emmer"), and the singular it can be the plural of.
Nothing is loaded before the first look-up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from simplemma.strategies.dictionaries import DEFAULT_DICTIONARY_FACTORY

from search.inflection import bases, singulars, unbend
from search.tokens import fold
from search.wordlists import (
    FIELD_WORDS,
    FREE_PARTICLES,
    PARTICLES,
    PLACE_NAMES,
    READINGS,
)


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The forms with their lemma; which lemmas have another form; accented spellings by folded."""

    forms: Mapping[str, str]
    lemmas: frozenset[str]
    accented: Mapping[str, str]


@cache
def _dictionary() -> _Dictionary:
    """Load once, about half a second."""
    forms = DEFAULT_DICTIONARY_FACTORY.get_dictionary("nl")
    lemmas: set[str] = set()
    accented: dict[str, str] = {}
    for form, lemma in forms.items():
        if form != lemma:
            lemmas.add(lemma)
        if not form.isascii():
            accented.setdefault(fold(form), form)
    return _Dictionary(forms, frozenset(lemmas), accented)


def lookup(word: str) -> str | None:
    """The dictionary's own lemma for a lower-case form, or None when it does not know the form."""
    if word in PLACE_NAMES:
        return word
    dictionary = _dictionary()
    for form in (word, dictionary.accented.get(word), word.capitalize()):
        if form is not None:
            lemma = dictionary.forms.get(form)
            if lemma is not None:
                # Separable verbs are partly stored as "aan_bieden".
                return lemma.replace("_", "").lower()
    return word if word in FIELD_WORDS else None


def spelled(word: str) -> str:
    """A folded word as it is written: "client" -> "cliënt"; itself when it has no accents.

    The dictionary has common misspellings without a diaeresis as well; other accents can be
    emphasis ("vóórkomen").
    """
    dictionary = _dictionary()
    accented = dictionary.accented.get(word, word)
    if word in dictionary.forms and not set(accented) & set("äëïöü"):
        return word
    return accented


def is_known(word: str) -> bool:
    """Whether the dictionary has this form, in any case and with or without its accents."""
    return lookup(word) is not None


def is_lemma(word: str) -> bool:
    """Whether `word` is a base form: another form leads to it, or it has no other forms."""
    return word in _dictionary().lemmas or lookup(word) == word


def has_forms(word: str) -> bool:
    """Whether some other form in the dictionary leads to `word`."""
    return word in _dictionary().lemmas or word in FIELD_WORDS


def is_noun(word: str) -> bool:
    """Whether the dictionary has a plural or a diminutive of `word` itself."""
    if word in FIELD_WORDS:
        return not word.endswith("en")
    last = word[-1:]
    endings = ("s", "en", "je", "tje", "'s", last + "en")
    return any(lookup(word + ending) == word for ending in endings)


@lru_cache(maxsize=100_000)
def readings(word: str) -> tuple[str, ...]:
    """The lemmas that a lower-case form can have, the likeliest first; () when it is not known."""
    if word in READINGS:
        return READINGS[word]
    if word in PLACE_NAMES:
        return (word,)
    lemma = lookup(word)
    if lemma is None:
        return ()
    found = [lemma]
    if lemma != word and (lemma.endswith("e") or (len(lemma) > 6 and lemma[-1] in "dt")):
        # What the dictionary leaves half-way: "gehandicapten" -> gehandicapte -> gehandicapt.
        found.extend(further for further in (lookup(lemma),) if further and further != lemma)
    verb = _verb_of_participle(lemma) or _verb_of_separable_participle(lemma)
    if verb and verb not in found:
        found.append(verb)
    if word.endswith(("er", "ere")):
        if lemma == word:
            found.extend(_positive(word))
        elif lemma not in (lookup(lemma + "ste"), lookup(lemma + "st")) and is_noun(word):
            found = [word]
    elif lemma != word and has_forms(word) and not word.endswith(("je", "jes")):
        superlative = word.endswith(("st", "ste")) and not lemma.endswith("en")
        if not superlative:
            # "app", "kost": a noun in its own right goes before the verb it is also a form of.
            found.insert(0 if is_noun(word) else 1, word)
    if lemma != word or word.endswith("en"):
        candidates = [s for s in singulars(word) if has_forms(s) and is_noun(s)]
        if not set(candidates) & set(found):
            found.extend(candidates[:1])
    if lemma == word and word.endswith("je"):
        base = guess(word)
        if base:
            found.insert(0, base)
    return tuple(found)


def _positive(word: str) -> Iterator[str]:
    """The adjective of a comparative: "groter" -> groot."""
    for base in unbend(word.removesuffix("e")[:-2]):
        if base in (lookup(base + "st"), lookup(base + "ste")):
            yield base
            return


def _verb_of_participle(word: str) -> str | None:
    """The verb of a weak participle that the dictionary takes for an adjective: "getraind".

    Its past tense gives it away: "trainde" is a form of "trainen". A noun such as "gebied" has no
    such past ("bieden" ends like the noun itself).
    """
    if len(word) < 5 or word[-1] not in "dt":
        return None
    past = word.removeprefix("ge") + "e"
    verb = lookup(past)
    if verb and verb.endswith("en") and verb != past + "n" and has_forms(verb):
        return verb
    return None


def _verb_of_separable_participle(word: str) -> str | None:
    """The verb of "opgezet" (opzetten), where the dictionary has only the adjective."""
    for particle in PARTICLES:
        if word.startswith(particle + "ge"):
            verb = lookup(word[len(particle) :])
            if verb and verb.endswith("en") and lookup(particle + verb) is not None:
                return particle + verb
    return None


@lru_cache(maxsize=50_000)
def unknown_separable(word: str) -> str | None:
    """The infinitive of a form of a separable verb that the dictionary lacks: "meebeslist"."""
    for particle in FREE_PARTICLES:
        rest = word.removeprefix(particle)
        if rest != word and len(rest) > 4:
            verb = lookup(rest)
            if verb and verb.endswith("en") and has_forms(verb) and verb in readings(verb):
                return particle + verb
    return None


@lru_cache(maxsize=50_000)
def guess(word: str) -> str | None:
    """The known lemma that an unknown form most likely belongs to, or None."""
    for base in bases(word):
        if len(base) >= 4:
            known = readings(base)
            if base in known:
                return base
    return None
