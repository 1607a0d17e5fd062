"""What a query is widened with: the glossary, mistyped words and beginnings of words."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from practices.models import GlossaryTerm
from search import finding, queue
from search.query import SearchQuery
from search.results import ResultPage
from tests import build

pytestmark = pytest.mark.django_db


def find(text: str, **facets: Any) -> ResultPage:
    queue.drain()
    return finding.find(SearchQuery.of(text, **facets))


def titles(page: ResultPage) -> set[str]:
    return {hit.card.title for hit in page.hits}


def term(name: str, **values: str) -> GlossaryTerm:
    values.setdefault("explanation", "Uitleg.")
    made = GlossaryTerm(term=name, **values)
    made.full_clean()
    made.save()
    return made


def test_an_abbreviation_and_its_meaning_find_each_other() -> None:
    build.entry(title="Aanvragen", summary="U vraagt dit aan bij de Wet langdurige zorg.")
    build.entry(title="Indicatie", summary="Iemand met een Wlz krijgt hulp.")
    build.entry(title="Los", summary="Een wet over zorg die langdurig is.")
    term("Wet langdurige zorg", abbreviation="Wlz")

    assert titles(find("wlz")) == {"Aanvragen", "Indicatie"}
    # The meaning as loose words also finds texts that have the words apart.
    assert titles(find("wet langdurige zorg")) == {"Aanvragen", "Indicatie", "Los"}
    assert titles(find("w.l.z.")) == {"Aanvragen", "Indicatie"}


def test_a_synonym_of_several_words_is_a_phrase() -> None:
    build.entry(title="Samen", summary="Zorg voor naasten in de buurt.")
    build.entry(title="Apart", summary="Naasten vinden dat zorg voor hen telt.")
    term("mantelzorg", synonyms="zorg voor naasten")

    assert titles(find("mantelzorg")) == {"Samen"}


def test_a_narrower_word_works_one_way() -> None:
    build.entry(title="Huisartsenzorg")
    build.entry(title="Eerstelijnszorg")
    term("eerstelijnszorg", narrower="huisartsenzorg")

    assert titles(find("eerstelijnszorg")) == {"Eerstelijnszorg", "Huisartsenzorg"}
    assert titles(find("huisartsenzorg")) == {"Huisartsenzorg"}


def test_a_changed_term_works_on_the_next_query_without_touching_the_index() -> None:
    build.entry(title="Buurtteam")
    assert titles(find("wijkteam")) == set()

    made = term("wijkteam", synonyms="buurtteam")
    assert titles(finding.find(SearchQuery.of("wijkteam"))) == {"Buurtteam"}
    assert finding.find(SearchQuery.of("wijkteam")).tried == ("buurtteam",)
    assert not queue.pending().exists()

    made.delete()
    assert titles(finding.find(SearchQuery.of("wijkteam"))) == set()


def test_a_ring_of_synonyms_goes_one_step() -> None:
    for name in ("aap", "noot", "mies"):
        build.entry(title=name.title())
    term("aap", synonyms="noot")
    term("noot", synonyms="mies")
    term("mies", synonyms="aap")

    assert titles(find("aap")) == {"Aap", "Noot", "Mies"}  # mies is a synonym the other way
    term("wim", synonyms="jet")
    term("jet", synonyms="zus")
    build.entry(title="Zus")
    assert titles(find("wim")) == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("term", "x" * 101),
        ("synonyms", "x" * 10_000),
        ("synonyms", "y" * 150),
        ("synonyms", "een twee drie vier vijf zes zeven acht negen"),
        ("synonyms", ".*+?()[]"),
        ("synonyms", "Wijkteam"),
        ("synonyms", "\n".join(f"woord{number}" for number in range(21))),
        ("narrower", "wijkteam"),
        ("abbreviation", "wijkteam"),
    ],
)
def test_a_hostile_term_is_refused_in_words(field: str, value: str) -> None:
    values = {"term": "wijkteam", "explanation": "Uitleg.", field: value}

    with pytest.raises(ValidationError) as refused:
        GlossaryTerm(**values).full_clean()

    assert field in refused.value.message_dict


def test_regular_expression_characters_in_a_term_are_harmless() -> None:
    build.entry(title="Zorg (thuis)")
    term("thuis(zorg)*", synonyms="zorg.*thuis\n[a-z]+ plus")

    assert find("thuis(zorg)*").total >= 0
    assert find("[a-z]+").total >= 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mantelzrog", "mantelzorg"),
        ("mantelzorgg", "mantelzorg"),
        ("eenzaamhied", "eenzaamheid"),
    ],
)
def test_a_mistyped_word_finds_and_is_named(typed: str, meant: str) -> None:
    build.entry(title="Over mantelzorg")
    build.entry(title="Over eenzaamheid")

    page = find(typed)

    assert titles(page) == {f"Over {meant}"}
    assert page.suggestion == meant
    assert page.suggestion_query_string == f"q={meant}"


def test_only_the_mistyped_word_is_put_right() -> None:
    build.entry(title="Mantelzorg en mantelzorgers")
    assert find("mantelzor mantelzorgers").suggestion == "mantelzorg mantelzorgers"


@pytest.mark.parametrize("typed", ["ggd", "wlz", "wmo"])
def test_abbreviations_are_never_each_others_typing_errors(typed: str) -> None:
    for name in {"ggz", "wvg", "wnt"}:
        build.entry(title=name)

    page = find(typed)

    assert (page.total, page.suggestion) == (0, "")


def test_the_beginning_of_a_word_finds() -> None:
    build.entry(title="Keukentafelgesprek")

    assert titles(find("keukentaf")) == {"Keukentafelgesprek"}
    assert titles(find("keu")) == set()


def test_a_suggestion_never_leads_to_nothing() -> None:
    build.entry(title="Mantelzorg")
    build.entry(title="Cursus")

    page = find("mantelzorgg cursus")

    assert (page.total, page.suggestion) == (0, "")
    assert {hit.card.title for hit in page.partial} == {"Mantelzorg", "Cursus"}


def test_what_has_most_of_the_words_comes_below_the_full_matches() -> None:
    build.entry(title="Nachtzorg met vrijwilligers in het dorp")
    build.entry(title="Nachtzorg in het dorp")
    build.entry(title="Dorp")

    page = find("nachtzorg vrijwilligers dorp")

    assert titles(page) == {"Nachtzorg met vrijwilligers in het dorp"}
    assert [hit.card.title for hit in page.partial] == ["Nachtzorg in het dorp"]


def test_filters_that_stand_in_the_way_are_named_with_what_letting_go_gives() -> None:
    build.drenthe()
    build.entry("scholing", title="Nachtzorg", regions=["GM0114"], sectors=["zorg"])
    build.entry("scholing", title="Nachtzorg elders", regions=["PV20"], sectors=["zorg"])

    page = find("nachtzorg", soort="scholing", regio="GM0109", sector="zorg")
    assert [(offer.label, offer.count) for offer in page.drop] == [("zonder regio", 2)]

    page = find("nachtzorg", soort="praktijk", regio="GM0109")
    assert [(offer.label, offer.count) for offer in page.drop] == [("zonder filters", 2)]
    for offer in page.drop:
        assert finding.find(SearchQuery.parse(offer.query_string)).total == offer.count


def test_a_word_that_stands_only_in_the_text_brings_a_passage() -> None:
    build.entry(
        title="Samen in de wijk",
        approach="<p>Eerst iets anders.</p><p>Daarna kookten we in de buurtkeuken.</p>",
    )

    (hit,) = find("buurtkeuken").hits

    assert [part.text for part in hit.passage if part.marked] == ["buurtkeuken"]


def test_paragraphs_do_not_run_into_each_other() -> None:
    build.entry(title="Los", approach="<p>Iets voor 's nachts</p><p>Zorg is er overdag</p>")
    build.entry(title="Samen", approach="<p>Alleen nacht<b>zorg</b> hier</p>")

    assert titles(find("nachtzorg")) == {"Samen"}


def test_an_exact_title_comes_first_and_a_fresh_confirmation_before_an_old_one() -> None:
    from datetime import date

    build.entry(title="Mantelzorg mantelzorg en nog eens mantelzorg", summary="mantelzorg " * 9)
    build.entry(title="De mantelzorg")
    build.entry(title="Oud", summary="Respijt.", confirmed_on=date(2020, 1, 1))
    build.entry(title="Nieuw", summary="Respijt.", confirmed_on=date(2026, 1, 1))

    assert find("de mantelzorg").hits[0].card.title == "De mantelzorg"
    assert [hit.card.title for hit in find("respijt").hits] == ["Nieuw", "Oud"]


def test_a_long_or_odd_query_stays_quick() -> None:
    build.entry(title="Mantelzorg")
    queue.drain()
    finding.find(SearchQuery.of("warm"))
    for text in (
        "woord " * 10_000,
        '"' * 500,
        "de het een " * 200,
        "".join(map(chr, range(0x20, 0x3000, 7))),
        " ".join(f"onbekendwoord{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"),
    ):
        started = time.monotonic()
        finding.find(SearchQuery.parse(f"q={text}"))
        assert time.monotonic() - started < 2  # the measured bound is in docs/benchmarks.md
