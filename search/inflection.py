"""How Dutch spells an ending: by letters alone, without knowing any word.

Every function gives guesses, the likeliest first; `search.lexicon` keeps those that exist.
"""

from __future__ import annotations

from collections.abc import Iterator

VOWELS = "aeiou"


def unbend(base: str) -> Iterator[str]:
    """Spellings that `base` (a form without its ending) can have as a word of its own.

    "huiz" -> huis, "brev" -> breef, "rad" -> raad, "groepp" -> groep: Dutch doubles letters in
    writing and voices f and s before an ending. The likeliest comes first.
    """
    if len(base) < 3:
        return
    last, before = base[-1], base[-2]
    hard = {"v": "f", "z": "s"}.get(last)
    if last == before and last not in VOWELS:
        yield base[:-1]
    elif last not in VOWELS and before in "aeou" and base[-3] not in VOWELS:
        yield base[:-1] + before + (hard or last)
        if sum(c in VOWELS for c in base) == 1:
            return  # "wet" of "weten": a short vowel would have doubled the consonant
    if hard:
        yield base[:-1] + hard
    yield base


def attach(stem: str, ending: str) -> Iterator[str]:
    """How `stem` can be spelled before an ending with a vowel: the way back of `unbend`.

    "vraag" + "en" -> vragen, "pak" -> pakken, "schrijf" -> schrijven, "werk" -> werken.
    """
    if len(stem) < 3:
        return
    last, before = stem[-1], stem[-2]
    soft = {"f": "v", "s": "z"}.get(last, last)
    yield stem + ending
    if before == stem[-3] and before in VOWELS:
        yield stem[:-2] + soft + ending
    elif before in VOWELS:
        yield stem + last + ending
    if soft != last:
        yield stem[:-1] + soft + ending


def singulars(word: str) -> Iterator[str]:
    """What `word` could be the plural of, by its spelling alone."""
    if word.endswith("heden"):
        yield word[:-5] + "heid"
    elif word.endswith("en") and len(word) > 4:
        yield from unbend(word[:-2])
        yield word[:-1]
    elif word.endswith(("'s", "ieën", "sses", "shes", "ches")):
        yield word[:-2]
    elif word.endswith("s") and not word.endswith("ss") and len(word) > 4:
        yield word[:-1]


_DIMINUTIVES = ("etje", "tje", "pje", "kje", "je")


def bases(word: str) -> Iterator[str]:
    """What an unknown `word` could be a form of, by its spelling: the guesses to try in turn."""
    if word.endswith("'s"):
        yield word[:-2]
        return
    small = word.removesuffix("s") if word.endswith("jes") else word
    if small.endswith("je"):
        for ending in _DIMINUTIVES:
            if small.endswith(ending):
                base = small[: -len(ending)].removesuffix("'")
                if ending == "kje":
                    yield base + "g"
                if ending == "etje" and base[-1:] == base[-2:-1]:
                    yield base[:-1]
                yield base
                if base[-1:] in "aou":
                    yield base[:-1]
    if word.endswith("ies"):
        yield word[:-3] + "y"
    yield from singulars(word)
    if word.endswith("e") and len(word) > 4:
        yield from unbend(word[:-1])
    if word.startswith("ge") and word[-1:] in "dt" and len(word) > 6:
        for stem in unbend(word[2:-1]):
            yield stem + "en"
        yield word[2:-1] + word[-2] + "en"
    if word.startswith("ge") and word.endswith("en") and len(word) > 7:
        # Strong verbs: geworven -> werven.
        for vowel in ("e", "i", "ie"):
            yield word[2:-2].replace("o", vowel) + "en"
    for ending in ("ten", "den", "te", "de", "t", "d"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            stem = word[: -len(ending)]
            yield stem + "en"
            yield stem + stem[-1] + "en"
            if len(stem) > 2 and stem[-2] == stem[-3]:
                yield stem[:-2] + stem[-1] + "en"
