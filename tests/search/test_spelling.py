"""Typing errors and beginnings of words, over a vocabulary as an index has it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import index_terms
from search.spelling import Speller
from tests.search.dutch_cases import MATCH, NO_MATCH, NO_TYPO, PREFIX, TYPO

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def vocabulary() -> dict[str, int]:
    counts: dict[str, int] = {}
    texts = [text for _, _, text in (*MATCH, *NO_MATCH)]
    for text in (*texts, *(word for _, word in (*TYPO, *PREFIX))):
        for term in set(index_terms(text)):
            counts[term] = counts.get(term, 0) + 1
    for word, wrong in NO_TYPO:
        counts.pop(word, None)
        counts[wrong] = 50
    return counts


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(vocabulary())


@pytest.mark.parametrize(("typed", "meant"), TYPO)
def test_corrects(speller: Speller, typed: str, meant: str) -> None:
    assert speller.corrections(typed, 3)[:1] == [meant]


@pytest.mark.parametrize(("word", "other"), NO_TYPO)
def test_never_takes_one_word_for_another(speller: Speller, word: str, other: str) -> None:
    assert other not in speller.corrections(word, 10)


@pytest.mark.parametrize(("prefix", "word"), PREFIX)
def test_completes(speller: Speller, prefix: str, word: str) -> None:
    assert word in speller.completions(prefix, 5)


def test_a_word_of_the_vocabulary_is_no_error(speller: Speller) -> None:
    assert speller.corrections("samenwerking", 3) == []


def test_short_words_are_left_alone(speller: Speller) -> None:
    assert speller.corrections("zrog", 3) == []
    assert speller.completions("zor", 3) == []


def test_corrects_to_the_word_that_the_inflected_form_belongs_to() -> None:
    assert Speller({"netwerk": 3}).corrections("netwrken", 1) == ["netwerk"]


def test_common_words_go_first() -> None:
    speller = Speller({"xylofaan": 2, "xylofoon": 9, "xylofoonist": 5, "xylofonie": 5})
    assert speller.corrections("xylofoan", 2) == ["xylofoon", "xylofaan"]
    assert speller.completions("xylo", 2) == ["xylofoon", "xylofonie"]


def test_leaves_out_what_is_no_word() -> None:
    speller = Speller({"~zorgnet": 9, "zorg+netwerk": 9, "zorgnet2": 9, "zorgnetwerk": 1})
    assert speller.completions("zorgn", 9) == ["zorgnetwerk"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.integers(1, 5))
def test_anything_may_be_typed(typed: str, limit: int) -> None:
    speller = Speller({"samenwerking": 3, "wijkverpleging": 2})
    assert len(speller.corrections(typed, limit)) <= limit
    assert len(speller.completions(typed, limit)) <= limit


@settings(max_examples=150, deadline=None)
@given(st.text(ALPHABET, min_size=6, max_size=12), st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_edit_is_always_found(word: str, at: int, letter: str) -> None:
    at %= len(word)
    speller = Speller({word: 1})
    edits = {
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }
    for typed in edits - {word}:
        # Random letters may be good Dutch, and that is no error.
        assert speller.corrections(typed, 1) in ([word], [])


def test_a_large_vocabulary_is_quick() -> None:
    terms = {
        f"{a}{b}{c}{d}woord": 1
        for a in ALPHABET
        for b in "aeiou"
        for c in ALPHABET
        for d in ALPHABET[:18]
    }
    assert len(terms) > 60_000
    start = time.perf_counter()
    speller = Speller(terms)
    built = time.perf_counter()
    speller.corrections("bakewwoordx", 3)
    speller.completions("bake", 3)
    # Bounds with room for a busy machine; the figures are 0.2 s and 2 ms.
    assert built - start < 5
    assert time.perf_counter() - built < 1
