"""Home, networks, regions, terms and organisations: the counts and the gaps."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from practices.models import InfoPage, Organisation, Region
from search import queue
from search.engines.base import EngineUnavailableError
from search.overview import site, term
from search.overview.region import region_overview
from tests import build
from tests.pages import rich

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue(db: None) -> None:
    """Two sectors, three types, one of which Drenthe has nothing of."""
    build.drenthe()
    build.entry("praktijk", title="Nachtzorg in Emmen", regions=["GM0114"], sectors=["zorg"])
    build.entry("experiment", title="Dorpsloket", regions=["PV22"], sectors=["zorg", "welzijn"])
    build.entry("scholing", title="Online les", regions=["NL"], sectors=["welzijn"])
    queue.drain()


def get(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status
    return response.content.decode()


def test_home_counts_and_shows_the_newest(catalogue: None) -> None:
    html = get("/")

    assert "Dorpsloket" in html
    assert "Ik zoek een scholing" in html
    assert '<span class="tile__count">2' in html  # Drenthe: its own and that of Emmen
    assert '<span class="tile__count">0' in html


def test_home_without_anything_still_says_where_to_go(db: None) -> None:
    build.drenthe()
    build.home()
    html = get("/")

    assert "Er staat nu geen scholing gepland." in html


def test_home_and_network_are_there_when_the_index_is_away(
    catalogue: None, monkeypatch: Any
) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise EngineUnavailableError

    for module in (site, term):
        monkeypatch.setattr(module, "find_facets", away)

    assert "Zoeken lukt nu even niet" in get("/")
    assert "Zoeken lukt nu even niet" in get("/drenthe/")


def test_the_table_of_a_region_shows_every_sector_and_its_gaps(catalogue: None) -> None:
    found = region_overview(Region.objects.get(code="PV22"))
    counts = {row.label: [cell.count for cell in row.cells] for row in found.coverage.rows}

    assert counts == {"zorg": [0, 1, 1], "welzijn": [0, 0, 1]}
    assert [cell.count for cell in found.coverage.totals] == [0, 1, 1]
    assert found.total == found.coverage.total.count == 2
    assert found.coverage.gaps == 3
    assert get("/regio/drenthe/").count("nog niets verzameld") == 3


def test_a_count_and_the_page_behind_it_agree(catalogue: None) -> None:
    for row in region_overview(Region.objects.get(code="PV22")).coverage.rows:
        for cell in row.cells:
            hits = get(cell.url).count('<article class="card ') if cell.count else 0
            assert hits == cell.count


def test_a_municipality_points_at_what_holds_for_the_province_and_the_country(
    catalogue: None,
) -> None:
    found = region_overview(Region.objects.get(code="GM0109"))

    assert found.total == 0
    assert [(row.label, row.count) for row in found.wider] == [
        ("Zuid- en Oost-Drenthe", 1),
        ("Drenthe", 2),
        ("heel Nederland", 1),
    ]
    assert "kan de eerste zijn" in get("/regio/coevorden/")


def test_the_table_of_a_region_as_csv(catalogue: None) -> None:
    response = Client().get("/regio/drenthe/tabel.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))

    assert response["Content-Type"].startswith("text/csv")
    assert rows[0] == ["Sector", "Scholing", "Praktijkvoorbeeld", "Regionaal experiment", "Samen"]
    assert ["zorg", "0", "1", "1", "2"] in rows
    assert rows[-1] == ["Alle sectoren", "0", "1", "1", "2"]


def test_sessions_of_a_region_are_those_about_it_and_those_held_in_it(catalogue: None) -> None:
    rich.training(title="Les over Drenthe", regions=["PV22"])
    rich.training(title="Les in Emmen", regions=["PV20"])
    html = get("/regio/emmen/")

    assert "Les in Emmen" in html
    assert "Les over Drenthe" in html  # held in Emmen too
    assert "Les over Drenthe" in get("/regio/drenthe/")


@pytest.mark.parametrize("path", ["/thema/nabijheid/", "/sector/wonen/", "/organisatie/welkom/"])
def test_a_term_with_nothing_says_what_to_do(path: str, catalogue: None) -> None:
    from practices.models import Sector, Theme

    build.term(Theme, "nabijheid")
    build.term(Sector, "wonen")
    build.term(Organisation, "Welkom")

    assert "Hier is nog niets over verzameld" in get(path)


def test_an_organisation_shows_what_it_takes_part_in(catalogue: None) -> None:
    rich.experiment(title="De nacht in")
    queue.drain()
    html = get("/organisatie/zorggroep-0/")

    assert "De nacht in" in html
    assert "1 vermelding" in html


def test_what_does_not_exist_is_not_found(catalogue: None) -> None:
    for path in ("/regio/atlantis/", "/thema/x/", "/sector/x/", "/organisatie/x/", "/x/"):
        assert "Deze pagina is er niet" in get(path, 404)


def test_the_overview_of_the_site_lists_what_there_is(catalogue: None) -> None:
    build.home().add_child(
        instance=InfoPage(title="Privacy", slug="privacy", body="<p>x</p>", show_in_menus=True)
    )
    html = get("/sitemap/")

    for name in ("Drenthe", "Oost-Drenthe", "zorg", "Privacy", "Scholing"):
        assert name in html
    assert "Privacy" in get("/privacy/")


def test_pages_of_regions_ask_the_database_a_constant_number_of_times(
    catalogue: None, django_assert_max_num_queries: Any
) -> None:
    get("/regio/drenthe/")
    with django_assert_max_num_queries(40) as first:
        get("/regio/drenthe/")
    for number in range(4):
        rich.experiment(title=f"Nog een {number}")
    queue.drain()
    get("/regio/drenthe/")
    with django_assert_max_num_queries(40) as second:
        get("/regio/drenthe/")

    assert len(second) == len(first)
