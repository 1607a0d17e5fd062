"""`/api/v1/` as another system meets it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from search import queue
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def catalogue() -> Any:
    build.drenthe()
    made = build.entry(
        "scholing",
        title="Nachtzorg <b>leren</b>",
        summary="Leer samen nachtzorg geven.",
        sectors=["zorg"],
        regions=["GM0114"],
        themes=["nachtzorg"],
        tags=["thuis"],
        is_example=True,
    )
    build.entry("praktijk", title="Buurttafel")
    queue.drain()
    return made


def test_the_list_has_the_agreed_shape(client: Client, catalogue: Any) -> None:
    answer = client.get("/api/v1/entries?q=nachtzorg").json()

    assert set(answer) == {
        "count", "page", "page_size", "pages", "query", "suggestion", "results", "facets",
    }  # fmt: skip
    assert (answer["count"], answer["page"], answer["pages"]) == (1, 1, 1)
    assert answer["query"] == "q=nachtzorg"
    result = answer["results"][0]
    assert set(result) == {
        "id", "type", "title", "summary", "url", "sectors", "regions", "themes", "tags",
        "network", "published_at", "confirmed_at", "example", "highlight",
    }  # fmt: skip
    assert result["type"] == "scholing"
    assert result["sectors"] == [{"value": "zorg", "label": "zorg"}]
    assert result["regions"] == [{"value": "GM0114", "label": "Emmen"}]
    assert result["network"] == {"value": "drenthe", "label": "Drenthe"}
    assert result["example"] is True
    assert result["url"].startswith("http://testserver/drenthe/")
    assert answer["facets"]["sector"] == [
        {"value": "zorg", "label": "zorg", "count": 1, "selected": False}
    ]
    assert set(answer["facets"]) >= {"soort", "regio", "thema", "jaar"}


def test_a_highlight_is_safe_html(client: Client, catalogue: Any) -> None:
    result = client.get("/api/v1/entries?q=nachtzorg").json()["results"][0]

    assert "<mark>Nachtzorg</mark>" in result["highlight"]["title"]
    assert "<b>" not in result["highlight"]["title"]
    assert "&lt;b&gt;" in result["highlight"]["title"]


@pytest.mark.parametrize(
    ("query_string", "parameter"),
    [
        ("kleur=rood", "kleur"),
        ("sector=zeilen", "sector"),
        ("volgorde=mooiste", "volgorde"),
        ("pagina=nul", "pagina"),
        ("q=" + "a" * 600, "q"),
    ],
)
@pytest.mark.parametrize("path", ["entries", "facets"])
def test_bad_input_is_a_problem_that_names_the_parameter(
    client: Client, catalogue: Any, query_string: str, parameter: str, path: str
) -> None:
    response = client.get(f"/api/v1/{path}?{query_string}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["parameter"] == parameter
    assert response.json()["status"] == 400


def test_a_page_that_is_not_there_is_a_problem(client: Client, catalogue: Any) -> None:
    response = client.get("/api/v1/entries?pagina=99")

    assert (response.status_code, response.json()["parameter"]) == (400, "pagina")


def test_one_entry(client: Client, catalogue: Any) -> None:
    answer = client.get(f"/api/v1/entries/{catalogue.pk}").json()

    assert answer["title"] == "Nachtzorg <b>leren</b>"
    assert answer["id"] == catalogue.pk


@pytest.mark.parametrize("change", ["restricted", "unpublished", "deleted"])
def test_an_entry_the_public_may_not_see_is_not_there(
    client: Client, catalogue: Any, change: str
) -> None:
    if change == "restricted":
        PageViewRestriction.objects.create(page=catalogue, restriction_type="login")
    elif change == "unpublished":
        catalogue.unpublish()
    else:
        catalogue.delete()

    response = client.get(f"/api/v1/entries/{catalogue.pk or 1}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    queue.drain()
    assert client.get("/api/v1/entries?q=nachtzorg").json()["count"] == 0


@pytest.mark.parametrize("path", ["nope", "entries/abc", "entries/-1", "entries/1/2"])
def test_an_address_that_leads_nowhere_is_a_problem(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_facets_alone_equal_those_of_the_list(client: Client, catalogue: Any) -> None:
    alone = client.get("/api/v1/facets?soort=scholing").json()
    listed = client.get("/api/v1/entries?soort=scholing").json()

    assert alone["facets"] == listed["facets"]
    assert alone["count"] == listed["count"]


def test_the_description_is_openapi_3_1(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()

    assert description["openapi"].startswith("3.1")
    assert {"/api/v1/entries", "/api/v1/entries/{entry_id}", "/api/v1/facets"} <= set(
        description["paths"]
    )
    parameters = description["paths"]["/api/v1/entries"]["get"]["parameters"]
    assert {"q", "regio", "pagina"} <= {parameter["name"] for parameter in parameters}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(max_size=80))
def test_any_bytes_at_all_give_a_page(client: Client, catalogue: Any, raw: bytes) -> None:
    query_string = raw.decode("latin-1")

    page = client.get("/zoeken/", QUERY_STRING=query_string)
    interface = client.get("/api/v1/entries", QUERY_STRING=query_string)
    export = client.get("/zoeken/export.csv", QUERY_STRING=query_string)

    assert page.status_code == 200
    assert interface.status_code in (200, 400)
    assert export.status_code == 200
    b"".join(export.streaming_content)  # type: ignore[attr-defined, arg-type]
