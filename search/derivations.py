"""Words made from words: samenwerking <- samenwerken, eenzaamheid <- eenzaam, trainer <- trainen.

Every rule takes an ending away and puts another in its place, and holds only when the dictionary
knows the outcome as a base form. A stemmer does the same without looking, and so takes "ouderen"
and "ouders", "gezin" and "gezien" for one word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from search.lexicon import has_forms, is_lemma, lookup, readings, unbend
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


def _of_place(lemma: str) -> Iterator[str]:
    """The place of an adjective: rotterdams -> rotterdam, gronings -> groningen."""
    if lemma.endswith("s"):
        yield from (b for b in (lemma[:-1], lemma[:-1] + "en") if b in PLACE_NAMES)


def _candidates(lemma: str) -> Iterator[str]:
    for ending, replacements, length in _RULES:
        if lemma.endswith(ending) and len(lemma) >= length:
            stem = lemma[: -len(ending)]
            if ending == "schap" and not stem.endswith(("er", "aar", "nd", "man")):
                continue  # leiderschap, but not gemeenschap
            for replacement in replacements:
                if replacement or ending in ("heid", "schap"):
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
    found.extend(_of_place(lemma))
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
