"""Dutch words and queries: the tables of `dutch_cases`, and rules that hold for any input."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import (
    MAX_GROUPS,
    Alternative,
    QueryGroup,
    exact_terms,
    index_terms,
    is_word_term,
    matches,
    parse_query,
    text_terms,
    tokenize,
)
from search.tokens import MAX_TOKEN_LENGTH, fold, normalize
from tests.search.dutch_cases import MATCH, NO_MATCH

# Letters, accents, hyphens and quotation marks in every order, besides any unicode at all.
DUTCHLIKE = st.text(alphabet="abeiknorstzéëï\u0301\u00ad -‐'’.,\"“”«»0123456789_\n", max_size=200)
ANY_TEXT = st.one_of(st.text(max_size=200), DUTCHLIKE)


@pytest.mark.parametrize(("phenomenon", "query", "text"), MATCH)
def test_finds(phenomenon: str, query: str, text: str) -> None:
    assert matches(parse_query(query), text), f"{phenomenon}: {query!r} should find {text!r}"


@pytest.mark.parametrize(("phenomenon", "query", "text"), NO_MATCH)
def test_does_not_find(phenomenon: str, query: str, text: str) -> None:
    groups = parse_query(query)
    assert groups
    assert not matches(groups, text), f"{phenomenon}: {query!r} should not find {text!r}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De w.m.o.-consulent", ["De", "w.m.o.", "consulent"]),
        ("Zorg B.V. in Emmen.", ["Zorg", "B.V.", "in", "Emmen"]),
        ("oma's e-learning", ["oma's", "e-learning"]),
        ("1.250 bewoners, 2,5 uur", ["1.250", "bewoners", "2,5", "uur"]),
        ("zorg- en welzijn", ["zorg", "en", "welzijn"]),
        ("Cafe\u0301 in de wijk", ["Cafe\u0301", "in", "de", "wijk"]),
        ("regio_deal", ["regio", "deal"]),
        ("Einde.Nieuw", ["Einde", "Nieuw"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokenize(text)] == expected


@pytest.mark.parametrize(
    ("surface", "word"),
    [
        ("W.M.O.", "wmo"),
        ("1.250.000", "1250000"),
        ("2,5", "2.5"),
        ("Cafe\u0301", "café"),
        ("e‑health", "e-health"),
        ("zorg\u00adnetwerk", "zorgnetwerk"),
        ("oma’s", "oma's"),
    ],
)
def test_one_spelling_for_one_word(surface: str, word: str) -> None:
    assert normalize(surface) == word


@given(ANY_TEXT)
def test_tokens_are_where_they_say(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        assert token.text
        end = token.end


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT)
def test_any_text_gives_clean_terms(text: str) -> None:
    terms, exact = text_terms(text)
    assert terms == index_terms(text)
    assert exact == exact_terms(text)
    for term in (*terms, *exact):
        assert term
        assert not any(character.isspace() for character in term)
        assert term == fold(term)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT)
def test_any_query_is_harmless(query: str, text: str) -> None:
    groups = parse_query(query)
    assert len(groups) <= MAX_GROUPS
    for group in groups:
        assert group.alternatives
        assert all(alternative.terms for alternative in group.alternatives)
        assert all(0 < alternative.boost <= 1 for alternative in group.alternatives)
    assert matches(groups, text) in (True, False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([text for _, _, text in MATCH]), min_size=1, max_size=3))
def test_a_text_is_found_by_its_own_words(texts: list[str]) -> None:
    text = " ".join(texts)
    for token in tokenize(text)[:MAX_GROUPS]:
        assert matches(parse_query(token.text), text), token.text


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(MATCH), st.sampled_from(MATCH))
def test_more_words_never_find_more(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    both = parse_query(f"{one[1]} | {other[1]}")
    text = f"{one[2]} {other[2]}"
    if matches(both, text):
        assert matches(parse_query(other[1]), text)


@pytest.mark.parametrize("query", ["", "   ", "de het een", "van de", '""', '"de van"', "?!", '"'])
def test_a_query_without_content_asks_nothing(query: str) -> None:
    assert parse_query(query) == ()
    assert matches(parse_query(query), "Elke tekst.")


def test_every_group_is_required_and_stop_words_are_not() -> None:
    groups = parse_query('de zorg voor "ouderen in Emmen"')
    assert [(group.text, group.phrase) for group in groups] == [
        ("zorg", False),
        ("ouderen in Emmen", True),
    ]
    assert Alternative(("oudere", "in", "emmen"), 1.0) in groups[1].alternatives


def test_a_word_asked_twice_is_one_group() -> None:
    assert len(parse_query("zorg zorg ZORG")) <= 2


def test_groups_can_be_made_by_hand() -> None:
    group = QueryGroup("wmo", (Alternative(("wmo",)), Alternative(("wet", "maatschappelijk"))))
    assert matches([group], "De wet maatschappelijke ondersteuning.")
    assert not matches([group], "De maatschappelijke wet.")


def test_a_long_query_is_bounded_work() -> None:
    query = " ".join(f"zorgnetwerk{number} wijkverplegingx" for number in range(5_000))
    groups = parse_query(query)
    assert len(groups) == MAX_GROUPS
    assert sum(len(group.alternatives) for group in groups) < 20 * MAX_GROUPS
    assert len(parse_query('"' + "zorg wijk " * 5_000)) <= MAX_GROUPS


@pytest.mark.parametrize(
    "text", ["a" * 300_000, "a.b." * 60_000, "1.2," * 60_000, "a'-" * 80_000, "\u0301" * 200_000]
)
def test_hostile_text_is_bounded_work(text: str) -> None:
    assert all(len(term) <= 3 * MAX_TOKEN_LENGTH for term in index_terms(text))


def test_only_words_are_shown_to_readers() -> None:
    terms = index_terms("Zorgnetwerken, Xyzzyq, 1.250 cliënten")
    words = {term for term in terms if is_word_term(term)}
    assert {"zorgnetwerk", "netwerk", "zorg", "client"} <= words
    assert not any(mark in word for word in words for mark in "~+.0123456789")


def test_the_dictionary_is_loaded_on_first_use_only() -> None:
    code = (
        "import search.analysis, search.highlight, search.spelling\n"
        "from search.lexicon import _dictionary\n"
        "assert _dictionary.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
