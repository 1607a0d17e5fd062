"""The page of terms: everything by letter, and a filter that works as an address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practices.glossary_pages import letters
from practices.models import GlossaryTerm
from practices.vocabulary import GlossaryEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def terms(db: None) -> None:
    GlossaryTerm.objects.all().delete()
    add("Wet langdurige zorg", "Wlz", synonyms="langdurigezorgwet\nlange zorg")
    add("éénloket", narrower="wijkteam")
    add("mantelzorg", explanation="Zorg <van> wie je kent.")
    add("24-uurszorg")


def add(term: str, abbreviation: str = "", explanation: str = "Zo.", **values: Any) -> None:
    GlossaryTerm.objects.create(
        term=term, abbreviation=abbreviation, explanation=explanation, **values
    )


def page(query: str = "") -> str:
    response = Client().get(f"/begrippen/{query}")
    assert response.status_code == 200
    return response.content.decode()


def shown(html: str) -> list[str]:
    return re.findall(r"<dt>([^<]+?)\s*<", html)


def test_all_terms_stand_under_their_letter() -> None:
    html = page()

    assert shown(html) == ["24-uurszorg", "éénloket", "mantelzorg", "Wet langdurige zorg"]
    assert re.findall(r'href="#letter-([^"]+)"', html) == ["0-9", "e", "m", "w"]
    assert 'id="wlz"' in html
    assert "langdurigezorgwet, lange zorg" in html
    assert "Vindt ook: wijkteam" in html
    assert "Zorg &lt;van&gt; wie je kent." in html
    assert "/zoeken/?q=Wet%20langdurige%20zorg" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("wlz", ["Wet langdurige zorg"]),
        ("LANGE zorg", ["Wet langdurige zorg"]),
        ("eenloket", ["éénloket"]),
        ("wijkteam", ["éénloket"]),
        ("kent", ["mantelzorg"]),
    ],
)
def test_a_filter_looks_in_all_words(query: str, found: list[str]) -> None:
    assert shown(page(f"?q={query}")) == found


@pytest.mark.parametrize("query", ["bestaatniet", "<script>", "%00", "x" * 5_000, "%F0%9F%99%82"])
def test_a_filter_that_finds_nothing_leads_on(query: str) -> None:
    html = page(f"?q={query}")

    assert shown(html) == []
    assert "staat niet bij de begrippen" in html
    assert 'href="/begrippen/"' in html
    assert "<script>alert" not in html


def test_no_terms_at_all() -> None:
    GlossaryTerm.objects.all().delete()

    assert "Er zijn nog geen begrippen uitgelegd" in page()


def test_anchors_are_unique_and_those_of_abbreviations_stay() -> None:
    def entry(term: str, abbreviation: str, slug: str) -> GlossaryEntry:
        return GlossaryEntry(term, abbreviation, "Zo.", slug, (term,), ())

    entries = [
        entry("ggd", "", "ggd"),
        entry("dienst", "GGD", "ggd"),
        entry("inhoud", "", "inhoud"),
    ]
    items = {item.term: item.anchor for letter in letters(entries) for item in letter.items}

    assert items == {"dienst": "ggd", "ggd": "ggd-2", "inhoud": "inhoud-2"}


def test_every_page_leads_there() -> None:
    assert 'href="/begrippen/"' in Client().get("/zoeken/").content.decode()


def test_more_terms_cost_no_more_queries() -> None:
    page()
    with CaptureQueriesContext(connection) as few:
        page()
    for number in range(50):
        add(f"begrip {number}", f"B{number}")
    page()
    with CaptureQueriesContext(connection) as many:
        page()

    assert len(many) == len(few)
