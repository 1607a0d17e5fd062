"""Words made from words: samenwerking <- samenwerken, eenzaamheid <- eenzaam, trainer <- trainen.

Every rule takes an ending away and puts another in its place, and holds only when the dictionary
knows the outcome as a base form. A stemmer does the same without looking, and so takes "ouderen"
and "ouders", "gezin" and "gezien" for one word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from search.inflection import attach, unbend
from search.lexicon import has_forms, is_lemma, is_noun, lookup, readings
from search.wordlists import DERIVED, LEXICALISED, PLACE_NAMES

# The ending, what stands in its place, and how long the word must be for the rule to be safe.
_RULES: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("heid", ("",), 7),
    ("ingen", ("en",), 8),
    ("ing", ("en",), 6),
    ("isering", ("iseren",), 9),
    ("isatie", ("iseren",), 8),
    ("icatie", ("iceren",), 8),
    ("atie", ("eren", "ëren", "aren"), 7),
    ("ator", ("eren", "atie"), 7),
    ("aar", ("en",), 7),
    ("aarster", ("aar",), 8),
    ("ster", ("er", "en"), 7),
    ("schap", ("",), 8),
    ("iliteit", ("iel",), 9),
    ("aliteit", ("aal", "eel"), 10),
    ("eur", ("eren",), 8),
    ("tie", ("teren",), 8),
    ("ie", ("iëren",), 8),
    ("name", ("nemen",), 7),
    ("er", ("en", ""), 6),
)


# Verbs with a prefix have a noun that is the bare stem: bezoeken -> bezoek, besluiten -> besluit.
_PREFIXES = ("be", "ge", "her", "onder", "ont", "over", "ver")

_OF_PLACE = ("enaren", "enaar", "naren", "naar", "aren", "aar", "ers", "er", "se", "s")


def place_of(word: str) -> str | None:
    """The place that an adjective or the name of its people is made of, or None.

    "rotterdamse" -> rotterdam, "gronings" -> groningen, "emmenaren" -> emmen.
    """
    for ending in _OF_PLACE:
        base = word.removesuffix(ending)
        if base != word and len(base) > 3:
            for place in (base, base + "en", base + "e", base[:-1]):
                if place in PLACE_NAMES:
                    return place
    return None


def _candidates(lemma: str) -> Iterator[str]:
    for ending, replacements, length in _RULES:
        if lemma.endswith(ending) and len(lemma) >= length:
            stem = lemma[: -len(ending)]
            if ending == "schap" and not stem.endswith(("er", "aar", "nd", "man")):
                continue  # leiderschap, but not gemeenschap
            for replacement in replacements:
                if ending == "ster":
                    yield from attach(stem, replacement)  # verpleegster -> verpleger
                elif replacement or ending in ("heid", "schap"):
                    yield stem + replacement
                else:
                    yield from unbend(stem)
    if lemma.endswith("der") and lemma[-4:-3] == "r" and len(lemma) > 6:
        # bestuurder -> besturen
        stem = lemma[:-3]
        yield stem + "en"
        if stem[-2] == stem[-3]:
            yield stem[:-2] + stem[-1] + "en"


@lru_cache(maxsize=50_000)
def derived_from(lemma: str) -> tuple[str, ...]:
    """The base forms that `lemma` is regularly derived from, at most two; () when there are none.

    "samenwerking" -> ("samenwerken",), "zelfredzaamheid" -> ("zelfredzaam",).
    """
    if lemma in LEXICALISED or lemma in PLACE_NAMES:
        return ()
    found: list[str] = [DERIVED[lemma]] if lemma in DERIVED else []
    if lemma.endswith("en") and len(lemma) > 6 and lemma.startswith(_PREFIXES):
        found.extend([noun for noun in unbend(lemma[:-2]) if is_noun(noun)][:1])
    place = place_of(lemma)
    if place is not None:
        found.append(place)
    for base in _candidates(lemma):
        if len(base) < 4 or base in found or base == lemma:
            continue
        if base.endswith("en"):
            if has_forms(base) and base in readings(base):
                found.append(base)
        elif lemma.endswith("er") and len(base) < 6:
            continue  # onderzoeker is from onderzoek, but burger is not from burg
        elif lookup(base) is not None and is_lemma(base) and base in readings(base):
            found.append(base)
    return tuple(found[:2])
