"""Text -> tokens: which stretches of a text are words, and how a word is spelled.

A token keeps its place in the original text, so that a highlight can mark exactly what the reader
sees. Everything about the *spelling* of a word (case, accents, soft hyphens, dots in "w.m.o.") is
dealt with after that, in `normalize` and `fold`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_TOKEN_LENGTH = 64
"""Longer words are analysed by their first 64 characters: no Dutch word needs more, and it bounds
the work that hostile input can ask for."""

APOSTROPHES = "'’‘ʼ´`′"
HYPHENS = "-‐‑"
# Characters that a reader does not see inside a word: soft hyphen, zero-width (non-)joiner, BOM.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"

_MARK = f"[\u0300-\u036f{_INVISIBLE}]"
_RUN = rf"\w+(?:{_MARK}+\w*)*"
# What parts clauses, and the hyphen that hangs: "zorg- en welzijn".
_BREAK = rf"[.,;:!?…()\[\]\n\r•|/\"“”]|[{HYPHENS}](?=\s)"
# Every repetition is bounded or over disjoint classes: no input makes this backtrack for long.
# Underscores are blanked first, so that \w is letters and digits.
_WORD = rf"""
    [^\W\d]\w++(?![{HYPHENS}{APOSTROPHES}]|{_MARK})                    # most words, fast
    | (?<!\d)\d{{1,3}}(?:\.\d{{3}}){{1,5}}(?:,\d{{1,9}})?(?![.,]?\d)  # 1.250  1.250,50
    | \d{{1,15}}[.,]\d{{1,15}}(?![.,]?\d)                          # 2,5  2.5
    | (?<!\w)(?:[^\W\d]\.){{2,}}[^\W\d]?(?!\w)                     # w.m.o.  B.V.  w.m.o
    | {_RUN}(?:[{HYPHENS}{APOSTROPHES}]{_RUN})*                  # zorg, e-learning, oma's
"""
_TOKEN = re.compile(_WORD, re.VERBOSE)
_SCAN = re.compile(f"{_WORD} | {_BREAK}", re.VERBOSE)
_DROP = dict.fromkeys(map(ord, _INVISIBLE))
_UNIFY = {**_DROP, **{ord(c): "'" for c in APOSTROPHES}, **{ord(c): "-" for c in HYPHENS}}
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word in a text: `text` is exactly `original[start:end]`, not normalised."""

    start: int
    end: int
    text: str


def iter_tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, in order, one by one (for callers that stop early)."""
    for match in _TOKEN.finditer(text.replace("_", " ")):
        yield Token(match.start(), match.end(), match.group())


def tokenize(text: str) -> list[Token]:
    """All tokens of `text`, in order; they never overlap. Works on any string, in linear time."""
    return list(iter_tokens(text))


def scan(text: str) -> list[str]:
    """Words and the marks between clauses (see `is_break`), in order: the quick way, no offsets."""
    return _SCAN.findall(text.replace("_", " "))


def scan_spans(text: str) -> list[re.Match[str]]:
    """What `scan` gives, as matches: for who needs the place of some of the words."""
    return list(_SCAN.finditer(text.replace("_", " ")))


def is_break(surface: str) -> bool:
    """Whether a piece of `scan` is a mark between clauses instead of a word."""
    return len(surface) == 1 and not surface.isalnum()


@lru_cache(maxsize=200_000)
def normalize(surface: str) -> str:
    """One spelling for one word: composed (NFC), lower case, plain ' and -, no invisible marks.

    Abbreviations lose their dots ("w.m.o." -> "wmo"), numbers their thousands separators
    ("1.250" -> "1250") and get a decimal point ("2,5" -> "2.5").
    """
    if surface.isascii() and surface.isalpha():
        return surface.lower()[:MAX_TOKEN_LENGTH]
    word = unicodedata.normalize("NFC", surface[: 2 * MAX_TOKEN_LENGTH])
    word = word.translate(_UNIFY).lower()[:MAX_TOKEN_LENGTH]
    if word[:1].isdigit():
        if _THOUSANDS.fullmatch(word):
            word = word.replace(".", "")
        return word.replace(",", ".")
    if "." in word and _ABBREVIATION.fullmatch(word):
        return word.replace(".", "")
    return word


def fold(word: str) -> str:
    """`word` without accents: "coördinatie" -> "coordinatie", "één" -> "een"."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFKD", word)
    folded = "".join(c for c in parts if not unicodedata.combining(c) and not c.isspace())
    return folded.lower()
