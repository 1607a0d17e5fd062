"""Suggestions while typing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from practices.models import Organisation
from search import finding, queue
from search.query import SearchQuery
from search.suggesting import suggest
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> Any:
    build.drenthe()
    Organisation.objects.create(name="Drents Zorgpunt")
    build.entry(title="Nachtzorg in Drenthe", regions=["PV22"], themes=["nachtzorg"])
    build.entry(title="Nachtroute", regions=["GM0114"], themes=["nachtzorg"])
    closed = build.entry(title="Nachtwacht achter een slot")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    queue.drain()


def offered(text: str) -> dict[str, list[tuple[str, int | None]]]:
    return {
        group.label: [(each.label, each.count) for each in group.suggestions]
        for group in suggest(text)
    }


def test_words_titles_and_values_are_offered_with_counts(catalogue: Any) -> None:
    found = offered("nacht")

    assert ("nachtzorg", 2) in found["Zoek op"]
    assert ("Nachtzorg in Drenthe", None) in found["Titels"]
    assert found["Thema"] == [("nachtzorg", 2)]


def test_a_region_is_offered_by_a_name_of_its_own_or_a_place_in_it(catalogue: Any) -> None:
    assert offered("dre")["Regio"] == [("Drenthe", 2)]
    assert offered("klazien")["Regio"] == [("Emmen", 1)]


def test_no_suggestion_leads_to_nothing(catalogue: Any) -> None:
    for text in ("na", "nachtz", "em", "dr", "nachtzorg dr", "zo", "coev", "drents"):
        for group in suggest(text):
            for each in group.suggestions:
                if each.count is not None:
                    query = SearchQuery.parse(each.url.partition("?")[2])
                    assert finding.find(query).total == each.count > 0


def test_words_are_offered_as_they_are_written_and_stop_words_are_not(catalogue: Any) -> None:
    build.entry(title="Cliënten en de deur", summary="Deze cliënten doen het zelf, met drie.")
    queue.drain()

    assert ("cliënt", 1) in offered("cli")["Zoek op"]
    assert ("deur", 1) in offered("de")["Zoek op"]
    assert not {"deze", "de"} & {label for label, _count in offered("de")["Zoek op"]}
    assert "Zoek op" not in offered("drie")


def test_counts_follow_the_catalogue_at_once(catalogue: Any) -> None:
    assert ("nachtroute", 1) in offered("nachtr")["Zoek op"]

    build.entry(title="Nog een nachtroute")
    queue.drain()

    assert ("nachtroute", 2) in offered("nachtr")["Zoek op"]


def test_what_may_not_be_seen_is_not_offered(catalogue: Any) -> None:
    assert "slot" not in str(suggest("nachtwacht"))


@pytest.mark.parametrize("text", ["", "a", "  ", "\x00", "%%%", "🙂🙂", "x" * 5_000])
def test_any_text_is_answered(catalogue: Any, client: Client, text: str) -> None:
    response = client.get("/zoeken/suggesties/", {"q": text})

    assert response.status_code == 200
