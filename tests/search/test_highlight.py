"""What is marked in a text, and which passage is shown of a long one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import matches, parse_query
from search.highlight import best_passage, highlight
from tests.search.dutch_cases import MATCH

TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from([text for _, _, text in MATCH]), max_size=12).map(" ".join),
)
QUERIES = st.one_of(st.text(max_size=40), st.sampled_from([query for _, query, _ in MATCH]))


def marked(query: str, text: str) -> list[str]:
    return [f.text for f in highlight(text, parse_query(query)) if f.marked]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("zorg", "Zorg, thuiszorg en ontzorgen.", ["Zorg", "thuiszorg"]),
        ("stad", "Grote steden en één stad.", ["steden", "stad"]),
        ("coordinatie", "De Coördinatie van zorg.", ["Coördinatie"]),
        ("wmo", "De W.M.O. en de Wlz.", ["W.M.O."]),
        ("meedenken", "Zij denken graag met ons mee.", ["denken", "mee"]),
        ("mantelzorger", "Een mantel zorger vertelt.", ["mantel", "zorger"]),
        ("wijkverpleging", "De wijk verpleging in de wijk.", ["wijk", "verpleging"]),
        ('"sociaal domein"', "Het sociale domein is sociaal.", ["sociale", "domein"]),
        ("e-learning", "Een elearning of e learning.", ["elearning", "e", "learning"]),
        ("thuiszorg", "Zorg thuis? Nee, zorg.", ["Zorg", "thuis"]),
        ("de van", "De wijk van morgen.", []),
        ("één", "Alles bij één loket, niet een.", ["één"]),
    ],
)
def test_marks(query: str, text: str, expected: list[str]) -> None:
    assert marked(query, text) == expected


@pytest.mark.parametrize(("phenomenon", "query", "text"), MATCH)
def test_whatever_is_found_has_something_marked(phenomenon: str, query: str, text: str) -> None:
    if "- en " not in text:  # what a hanging hyphen stands for is not written out anywhere
        assert marked(query, text), phenomenon


@settings(max_examples=80, deadline=None)
@given(TEXTS, QUERIES)
def test_fragments_give_the_text_back(text: str, query: str) -> None:
    fragments = highlight(text, parse_query(query))
    assert "".join(fragment.text for fragment in fragments) == text
    assert all(fragment.text for fragment in fragments)


@settings(max_examples=80, deadline=None)
@given(TEXTS, QUERIES, st.integers(20, 300))
def test_a_passage_is_a_piece_of_the_text(text: str, query: str, length: int) -> None:
    passage = "".join(fragment.text for fragment in best_passage(text, parse_query(query), length))
    assert len(passage) <= length + 2
    assert passage.removeprefix("…").removesuffix("…") in text or passage in text


def test_a_passage_shows_where_the_words_meet() -> None:
    text = "Over zorg. " + "Iets anders. " * 100 + "Hier gaat scholing over dementie. " + "x " * 200
    fragments = best_passage(text, parse_query("scholing dementie"), 80)
    shown = "".join(fragment.text for fragment in fragments)
    assert "scholing over dementie" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert [f.text for f in fragments if f.marked] == ["scholing", "dementie"]


def test_a_passage_begins_at_a_sentence_when_one_is_near() -> None:
    text = "Eerste zin. " * 30 + "De wijkverpleging helpt. " + "Laatste zin. " * 30
    shown = "".join(f.text for f in best_passage(text, parse_query("wijkverpleging"), 100))
    assert shown.startswith(("…Eerste zin.", "…De wijkverpleging"))


def test_without_a_hit_a_passage_is_the_beginning() -> None:
    text = "Een begin. " * 60
    fragments = best_passage(text, parse_query("scholing"), 50)
    assert fragments[0].text.startswith("Een begin.")
    assert not any(fragment.marked for fragment in fragments)


def test_a_short_text_is_shown_whole() -> None:
    assert [f.text for f in best_passage("Goede zorg.", parse_query("zorg"))] == [
        "Goede ",
        "zorg",
        ".",
    ]


def test_marks_only_what_met_the_query() -> None:
    assert not matches(parse_query("ouders"), "Voor ouderen.")
    assert marked("ouders", "Voor ouderen.") == []
