"""What is on every page, and the pages for when something is wrong."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone

from kennisplatform.templatetags import house
from kennisplatform.views import SearchUnavailable
from practices.models import InfoPage
from search.engines.base import EngineUnavailableError
from tests import build

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_every_page_can_be_entered_by_skip_links_and_has_a_footer() -> None:
    build.network("drenthe", title="Drenthe")
    info = InfoPage(title="Privacy", slug="privacy", show_in_menus=True)
    build.home().add_child(instance=info)
    html = Client().get("/zoeken/").content.decode()

    for target in ("inhoud", "navigatie", "onderkant"):
        assert f'href="#{target}"' in html
        assert f'id="{target}"' in html
    assert '<html lang="nl">' in html
    assert 'href="/drenthe/"' in html
    assert 'href="/privacy/"' in html


@pytest.mark.parametrize("template", ["500.html", "503.html", "403.html", "404.html"])
def test_error_pages_need_no_database(template: str) -> None:
    # Without the mark for it, any query fails this test.
    html = render_to_string(template)

    assert "Kennisplatform" in html
    assert 'href="/"' in html


@pytest.mark.django_db
def test_an_index_that_is_away_is_a_503_that_helps_on(rf: RequestFactory) -> None:
    middleware = SearchUnavailable(lambda request: None)  # type: ignore[arg-type,return-value]
    request = rf.get("/zoeken/")
    response = middleware.process_exception(request, EngineUnavailableError("weg"))

    assert response is not None
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Zoeken lukt nu even niet" in response.content.decode()
    assert middleware.process_exception(request, ValueError()) is None


def test_only_one_stylesheet_names_colours_and_spaces() -> None:
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        if sheet.name in ("tokens.css", "print.css"):  # paper is black on white
            continue
        rules = sheet.read_text()
        assert "#" not in rules.replace("#zoek", ""), sheet.name
        assert "rgb" not in rules, sheet.name


@pytest.mark.parametrize(
    ("value", "text"),
    [(1250, "1.250"), (Decimal("2.50"), "2,5"), (Decimal("1234567.25"), "1.234.567,25"), (0, "0")],
)
def test_numbers(value: Any, text: str) -> None:
    assert house.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "gratis"), (1250, "€\u00a01.250"), (Decimal("12.50"), "€\u00a012,50"), (None, "")],
)
def test_prices(value: Any, text: str) -> None:
    assert house.euro(value) == text


def test_dates_and_periods() -> None:
    start, end = date(2015, 3, 4), date(2017, 6, 1)

    assert house.long_date(start) == "4 maart 2015"
    assert house.period(start, end) == "maart 2015 tot juni 2017"
    assert house.period(start, None) == "sinds maart 2015"
    assert house.period(None, None, "voorjaar 2012") == "voorjaar 2012"
    assert house.hours(Decimal("2.5")) == "2,5 uur"


def test_moments() -> None:
    zone = timezone.get_current_timezone()
    start = datetime(2025, 3, 4, 9, 30, tzinfo=zone)

    assert house.moment(start) == "dinsdag 4 maart 2025, 9.30 uur"
    assert house.moment(start, start.replace(hour=12, minute=0)) == (
        "dinsdag 4 maart 2025, 9.30 tot 12.00 uur"
    )
    assert house.moment(start, start.replace(day=6)) == "4 maart tot en met 6 maart 2025"


@pytest.mark.parametrize("count", range(6))
def test_heat_is_a_step_for_every_count(count: int) -> None:
    assert 0 <= house.heat(count, 5) <= 4
    assert (house.heat(count, 5) == 0) == (count == 0)
    assert house.heat(5, 5) == 4


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://x"])
def test_addresses_a_reader_should_not_follow(address: str) -> None:
    assert house.safe_url(address) == ""
    assert house.safe_url("https://example.org/") == "https://example.org/"
