"""Query string -> SearchQuery -> query string."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import FACET_PARAMETERS, MAX_TEXT, ORDERS, PARAMETERS, SearchQuery

words = st.text(st.characters(codec="utf-8"), max_size=40)
pairs = st.lists(st.tuples(st.sampled_from([*PARAMETERS, "onbekend", ""]), words), max_size=12)


@given(pairs)
def test_a_canonical_string_stays_itself(pairs: list[tuple[str, str]]) -> None:
    canonical = SearchQuery.parse(urlencode(pairs)).query_string

    again = SearchQuery.parse(canonical)

    assert again.query_string == canonical
    assert again.problems == ()


@given(st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_any_bytes_are_read(raw: str) -> None:
    SearchQuery.parse(raw).query_string.encode("ascii")


@given(pairs)
def test_the_order_in_which_choices_were_made_does_not_matter(
    pairs: list[tuple[str, str]],
) -> None:
    choices = [(key, value) for key, value in pairs if key in FACET_PARAMETERS]

    forwards = SearchQuery.parse(urlencode(choices))
    backwards = SearchQuery.parse(urlencode(choices[::-1]))

    assert forwards == backwards
    assert forwards.query_string == backwards.query_string


def test_keys_stand_in_the_fixed_order_and_values_once() -> None:
    query = SearchQuery.parse("pagina=2&sector=zorg&q=nacht++zorg&sector=welzijn&sector=zorg")

    assert query.query_string == "q=nacht+zorg&sector=welzijn&sector=zorg&pagina=2"


def test_what_is_not_understood_is_named() -> None:
    query = SearchQuery.parse("kleur=rood&volgorde=mooiste&pagina=nul")

    assert {problem.parameter for problem in query.problems} == {"kleur", "volgorde", "pagina"}
    assert query.query_string == ""


def test_a_choice_added_and_taken_away_is_the_same_search_again() -> None:
    query = SearchQuery.of("nachtzorg", regio="PV22")

    assert query.with_value("sector", "zorg").without_value("sector", "zorg") == query


def test_a_choice_brings_back_to_page_one() -> None:
    assert SearchQuery(page=4).with_value("sector", "zorg").page == 1


@pytest.mark.parametrize("order", ORDERS)
def test_the_default_order_is_left_unsaid(order: str) -> None:
    query = SearchQuery(text="zorg").with_order(order)

    said = dict(parse_qsl(query.query_string)).get("volgorde")
    assert said == (None if order == "relevantie" else order)


def test_a_very_long_text_is_cut_and_named() -> None:
    query = SearchQuery.parse(urlencode({"q": "zorg " * 5000}))

    assert len(query.text) <= MAX_TEXT
    assert [problem.parameter for problem in query.problems] == ["q"]


def test_relevance_needs_words() -> None:
    assert SearchQuery(order="relevantie").effective_order == "nieuwste"


def test_an_unknown_facet_in_code_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="kleur"):
        SearchQuery().with_value("kleur", "rood")
