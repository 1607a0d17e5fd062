"""Compounds: keukentafelgesprek -> keuken + tafel + gesprek.

A word is cut into words that the dictionary knows, with a linking -s-, -e-, -en- or -n- between
them, in the cheapest way: few parts, long parts, no part that is known to be an ending in disguise
("ling", "schap"). The lemma of the last part is the head; the lemma of the compound follows from
it, so that "keukentafelgesprekken", unknown as it is, still gets a singular.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from search.derivations import derived_from
from search.lexicon import has_forms, is_noun, lookup, readings
from search.tokens import fold
from search.wordlists import (
    NOT_COMPOUND,
    NOT_HEAD,
    NOT_MODIFIER,
    PLACE_NAMES,
    SHORT_HEADS,
    SHORT_PARTS,
)

MAX_COMPOUND_LENGTH = 48
_MIN_PART = 4
_MIN_STRANGER = 5
_MIN_KNOWN_HEAD = 7


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a compound as it stands there (with its linking letters), and its lemma."""

    surface: str
    lemma: str


def _stem_of_verb(word: str, lemma: str) -> bool:
    return lemma.endswith("en") and len(lemma) - len(word) in (1, 2)


@lru_cache(maxsize=50_000)
def _modifier(surface: str) -> tuple[str, float] | None:
    """Lemma and cost of `surface` as a first part, linking letters included, or None."""
    if len(surface) < _MIN_PART:
        return (surface, 1.3) if surface in SHORT_PARTS else None
    if surface in NOT_MODIFIER:
        return None
    options: list[tuple[str, float]] = []
    lemma = lookup(surface)
    if lemma is not None:
        best = readings(surface)[0]
        if surface.endswith("s") and surface[:-1] in readings(surface[:-1]):
            pass  # "stads", "dorps": the linking -s- of a noun, below
        elif lemma == surface or best == surface or has_forms(surface):
            options.append((best, 0.0 if len(best) >= len(surface) else 0.1))
        elif surface.endswith(("en", "s")):
            options.append((best, 0.1))
        elif _stem_of_verb(surface, lemma):
            options.append((lemma, 0.15))
    for link, cost in (("s", 0.1), ("en", 0.25), ("n", 0.3), ("e", 0.35)):
        base = surface.removesuffix(link)
        if base != surface and len(base) >= _MIN_PART and base not in NOT_MODIFIER:
            known = readings(base)
            if base in known:
                options.append((base, cost))
            elif not options and len(base) > 6 and derived_from(base):
                options.append((base, cost))  # eenzaamheids-: unknown, but made by rule
    if not options:
        return None
    best, cost = min(options, key=lambda option: option[1])
    # The base counts, not the linking letters: "doel" is no worse a part than "doels".
    return best, cost + 1 + _short(min(len(surface), len(best)))


@lru_cache(maxsize=50_000)
def _head(surface: str) -> tuple[str, float] | None:
    """Lemma and cost of `surface` as the last part, or None."""
    if len(surface) < _MIN_PART and surface not in SHORT_HEADS:
        return None
    if surface in NOT_HEAD:
        return None
    known = readings(surface)
    if not known:
        if surface in SHORT_HEADS:
            return surface, 1.3
        made_of = derived_from(surface) if len(surface) > 6 else ()
        return (surface, 1.3) if made_of and NOT_HEAD.isdisjoint(made_of) else None
    # A compound is mostly a noun: raden as the plural of raad.
    nouns = (r for r in known if not r.endswith("en") and is_noun(r))
    lemma = next(nouns, known[0]) if known[0] == surface else known[0]
    if surface != lemma and lemma.endswith("en") and surface[-1:] not in "nd":
        # The past of a verb ends hardly any compound: levens|einde, not leven|seinde.
        return lemma, 2.0 + _short(len(surface))
    if lemma in NOT_HEAD or (len(lemma) < _MIN_PART and lemma not in SHORT_HEADS):
        return None
    return lemma, 1 + _short(len(surface)) + (0.0 if has_forms(lemma) else 0.3)


def _short(length: int) -> float:
    """What a short part costs: the shorter, the likelier it is an accident."""
    return {3: 0.5, 4: 0.3, 5: 0.15, 6: 0.05}.get(length, 0.0)


@lru_cache(maxsize=100_000)
def split(word: str) -> tuple[Part, ...]:
    """The parts of a lower-case word, two or more, or () when it is no compound."""
    length = len(word)
    if (
        not 7 <= length <= MAX_COMPOUND_LENGTH
        or not word.isalpha()
        or word in NOT_COMPOUND
        or word in PLACE_NAMES
    ):
        return ()
    # cheapest[i]: how the first i letters can be cut into modifiers
    cheapest: list[tuple[float, tuple[Part, ...]] | None] = [None] * (length + 1)
    cheapest[0] = (0.0, ())
    best: tuple[float, tuple[Part, ...]] | None = None
    for start in range(length - 2):
        so_far = cheapest[start]
        if so_far is None:
            continue
        cost, parts = so_far
        if start:
            head = _head(word[start:])
            if head is not None and (best is None or cost + head[1] < best[0]):
                best = cost + head[1], (*parts, Part(word[start:], head[0]))
        if len(parts) == 4:
            continue
        for end in range(start + 3, length - 2):
            modifier = _modifier(word[start:end])
            if modifier is None:
                continue
            known = cheapest[end]
            if known is None or cost + modifier[1] < known[0]:
                part = Part(word[start:end], modifier[0])
                cheapest[end] = cost + modifier[1], (*parts, part)
    return best[1] if best is not None else _after_stranger(word)


def _after_stranger(word: str) -> tuple[Part, ...]:
    """A word that is not in the dictionary before a long one that is: mindfulness|training."""
    if lookup(word) is None:
        for start in range(_MIN_STRANGER, len(word) - _MIN_KNOWN_HEAD + 1):
            head = _head(word[start:])
            if head is not None and has_forms(head[0]) and is_noun(head[0]):
                return Part(word[:start], word[:start]), Part(word[start:], head[0])
    return ()


def lemma_of(parts: tuple[Part, ...]) -> str:
    """The lemma of a compound: everything before the head as it stands, and the head's lemma."""
    return "".join(part.surface for part in parts[:-1]) + parts[-1].lemma


def key_of(parts: tuple[Part, ...]) -> str:
    """One key for all spellings of a compound, whatever links its parts: "vrijwilliger+werk"."""
    return "+".join(fold(part.lemma) for part in parts)
