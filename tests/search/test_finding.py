"""From a search to a page of results, on a real catalogue in the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from practices import vocabulary
from practices.models import Entry
from practices.visibility import visible
from search import finding, queue
from search.engines import elasticsearch_query, embedded_search
from search.query import SearchQuery
from search.results import ResultPage
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> None:
    """A dozen entries over Drenthe and beyond, one of them behind a restriction."""
    build.drenthe()
    build.entry("praktijk", title="Nachtzorg in Emmen", regions=["GM0114"], sectors=["zorg"])
    build.entry("scholing", title="Scholing nachtzorg", regions=["PV22"], sectors=["zorg"])
    build.entry("scholing", title="Online nachtzorg", regions=["NL"], sectors=["zorg", "welzijn"])
    build.entry("experiment", title="Buurttafel", regions=["GM0109"], sectors=["welzijn"])
    build.entry("experiment", title="Dorpsloket", regions=["GM0014"], themes=["nabijheid"])
    closed = build.entry("praktijk", title="Besloten nachtzorg", regions=["GM0114"])
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    queue.drain()


def titles(page: ResultPage) -> set[str]:
    return {hit.card.title for hit in page.hits}


def counts(page: ResultPage, parameter: str) -> dict[str, int]:
    facet = page.facet_by_parameter.get(parameter)
    return {bucket.value: bucket.count for bucket in facet.buckets} if facet else {}


def test_words_and_choices_narrow_together(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("q=nachtzorg&soort=scholing"))

    assert titles(page) == {"Scholing nachtzorg", "Online nachtzorg"}
    assert page.total == 2


def test_a_choice_leaves_its_siblings_in_sight(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("soort=scholing"))

    assert counts(page, "soort") == {"scholing": 2, "praktijk": 1, "experiment": 2}
    assert counts(page, "sector") == {"zorg": 2, "welzijn": 1}


def test_two_values_of_a_facet_mean_either(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("soort=scholing&soort=praktijk"))

    assert page.total == 3


def test_looking_in_a_province_finds_its_municipalities_but_not_the_country(
    catalogue: None,
) -> None:
    page = finding.find(SearchQuery.parse("regio=PV22"))

    assert titles(page) == {"Nachtzorg in Emmen", "Scholing nachtzorg", "Buurttafel"}


def test_looking_in_a_municipality_offers_what_is_wider_with_its_count(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("regio=GM0109"))

    assert titles(page) == {"Buurttafel"}
    assert [(offer.label, offer.count) for offer in page.wider] == [
        ("heel Zuid- en Oost-Drenthe", 2),
        ("heel Drenthe", 3),
        ("het hele land", 1),
    ]
    for offer in page.wider:
        assert finding.find(SearchQuery.parse(offer.query_string)).total == offer.count


def test_few_hits_in_a_region_show_what_is_elsewhere(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("q=nachtzorg&regio=GM0114"))

    assert titles(page) == {"Nachtzorg in Emmen"}
    assert {hit.card.title for hit in page.elsewhere} == {"Scholing nachtzorg", "Online nachtzorg"}


def test_a_health_region_that_equals_its_province_is_shown_once(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse(""))

    regions = page.facet_by_parameter["regio"].buckets
    assert [(bucket.label, bucket.depth) for bucket in regions] == [
        ("Landelijk", 0),
        ("Drenthe", 0),
        ("Zuid- en Oost-Drenthe", 1),
        ("Coevorden", 1),
        ("Emmen", 1),
        ("Oost-Drenthe", 1),
        ("Groningen", 0),
        ("Groningen", 1),
    ]


def test_every_bucket_gives_the_number_that_it_says(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("q=nachtzorg"))

    for facet in page.facets:
        for bucket in facet.buckets:
            assert finding.find(SearchQuery.parse(bucket.query_string)).total == bucket.count


def test_chips_take_a_choice_away(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("q=nachtzorg&regio=PV22&sector=zorg"))

    assert [(chip.facet_label, chip.label) for chip in page.chips] == [
        ("Sector", "zorg"),
        ("Regio", "Drenthe"),
    ]
    assert page.chips[1].query_string == "q=nachtzorg&sector=zorg"


def test_the_count_is_said_in_words(catalogue: None) -> None:
    def said(query_string: str) -> str:
        return finding.find(SearchQuery.parse(query_string)).sentence

    assert said("q=nachtzorg&regio=PV22") == (
        "2 scholingen en praktijkvoorbeelden over “nachtzorg” in Drenthe"
    )
    assert said("soort=experiment&regio=GM0109") == "1 experiment in Coevorden"
    assert said("q=zeppelin") == "Niets gevonden over “zeppelin”"


def test_a_name_a_slug_and_a_code_mean_the_same_region(catalogue: None) -> None:
    pages = [
        finding.find(SearchQuery.of(regio=written)) for written in ("GM0114", "emmen", "Emmen")
    ]

    assert {page.query.query_string for page in pages} == {"regio=GM0114"}


def test_what_does_not_exist_is_left_out_and_said(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("sector=zeilen&q=nachtzorg"))

    assert page.total == 3
    assert any("zeilen" in message for message in page.ignored)


def test_only_stop_words_are_harmless(catalogue: None) -> None:
    page = finding.find(SearchQuery.parse("q=de+het+een"))

    assert page.total == 5
    assert page.ignored


def test_an_entry_that_closed_before_the_index_knows_is_not_shown(catalogue: None) -> None:
    made = Entry.objects.get(title="Buurttafel")
    PageViewRestriction.objects.create(page=made, restriction_type="login")

    assert "Buurttafel" not in titles(finding.find(SearchQuery()))


def test_a_page_of_results_takes_a_constant_number_of_queries(
    catalogue: None, django_assert_max_num_queries: Any
) -> None:
    finding.find(SearchQuery())  # warms the vocabulary and the addresses of the site
    with django_assert_max_num_queries(5) as few:
        finding.find(SearchQuery.parse("q=nachtzorg&regio=GM0114"))
    for number in range(15):
        build.entry(title=f"Nachtzorg {number}", sectors=["zorg"], tags=["nacht"])
    queue.drain()
    finding.find(SearchQuery())
    with django_assert_max_num_queries(5) as many:
        finding.find(SearchQuery.parse("q=nachtzorg"))

    assert len(many.captured_queries) == len(few.captured_queries)


choices = st.fixed_dictionaries(
    {},
    optional={
        "soort": st.sampled_from(["scholing", "praktijk", "experiment"]),
        "sector": st.sampled_from(["zorg", "welzijn"]),
        "regio": st.sampled_from(["PV22", "GM0114", "GM0109", "NL", "GB-oost-drenthe"]),
        "thema": st.sampled_from(["nabijheid"]),
    },
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chosen=choices)
def test_totals_equal_a_count_in_the_database(catalogue: None, chosen: dict[str, str]) -> None:
    tree = vocabulary.current().regions
    total = finding.find(SearchQuery.of(**chosen)).total

    matching = [
        entry
        for entry in visible().prefetch_related("sectors", "regions", "themes")
        if chosen.get("soort") in (None, entry.specific.type_slug)
        and chosen.get("sector") in {None, *(term.slug for term in entry.sectors.all())}
        and chosen.get("thema") in {None, *(term.slug for term in entry.themes.all())}
        and chosen.get("regio")
        in {None, *tree.found_under(region.code for region in entry.regions.all())}
    ]
    assert total == len(matching)


@pytest.mark.parametrize(
    "query_string", ["", "q=nachtzorg", "regio=GM0109&q=nachtzorg", "q=nachtzrog"]
)
def test_a_whole_page_of_results_takes_at_most_eight_queries(
    catalogue: None, client: Client, django_assert_max_num_queries: Any, query_string: str
) -> None:
    client.get(f"/zoeken/?{query_string}")
    with django_assert_max_num_queries(8) as few:
        client.get(f"/zoeken/?{query_string}")
    for number in range(12):
        build.entry(title=f"Nachtzorg {number}", sectors=["zorg"], tags=["nacht"])
    queue.drain()
    client.get(f"/zoeken/?{query_string}")
    with django_assert_max_num_queries(8) as many:
        client.get(f"/zoeken/?{query_string}")

    assert len(few.captured_queries) == len(many.captured_queries)


def test_a_list_that_is_longer_than_the_window_says_where_it_ends(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for module in (finding, embedded_search, elasticsearch_query):
        monkeypatch.setattr(module, "MAX_WINDOW", 4)
    request.getfixturevalue("settings").SEARCH_PAGE_SIZE = 2
    for _number in range(5):
        build.entry()
    queue.drain()

    def page(number: int) -> str:
        response = Client().get(f"/zoeken/?pagina={number}")
        assert response.status_code == 200
        return response.content.decode()

    assert "eerste 4 resultaten" not in page(1)
    assert "Hier houdt de lijst op: zij laat de eerste 4 resultaten zien" in page(2)
    beyond = page(3)
    assert "Zo ver gaat de lijst niet" in beyond
    assert "De lijst laat de eerste 4 resultaten zien" in beyond
    assert '<article class="card ' not in beyond
