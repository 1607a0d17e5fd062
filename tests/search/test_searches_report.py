"""What editors see of what readers looked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from search.models import SearchCount

pytestmark = pytest.mark.django_db

ADDRESS = "/beheer/zoekvragen/"


@pytest.fixture
def searches() -> None:
    today = timezone.localdate()
    for day, text, hits, count in (
        (today, "beeldzorg", 0, 3),
        (today - timedelta(days=2), "beeldzorg", 0, 4),
        (today, "nachtzorg", 12, 20),
        (today, "zorgrobot", 2, 5),
        (today - timedelta(days=9), "dorpsauto", 0, 9),
        (today, "dorpsauto", 1, 1),  # found since
    ):
        SearchCount.objects.create(day=day, text=text, hits=hits, count=count)


def rows(client: Client, **choices: str) -> list[tuple[str, int, int]]:
    response = client.get(ADDRESS, choices)
    assert response.status_code == 200
    return [(row["text"], row["total"], row["found"]) for row in response.context["object_list"]]


def test_what_was_not_found_comes_first_and_the_rest_on_demand(
    searches: None, admin_client: Client
) -> None:
    assert rows(admin_client) == [("beeldzorg", 7, 0)]
    assert rows(admin_client, gevonden="weinig") == [
        ("dorpsauto", 10, 1),
        ("beeldzorg", 7, 0),
        ("zorgrobot", 5, 2),
    ]
    assert len(rows(admin_client, gevonden="alles")) == 4
    assert rows(admin_client, gevonden="alles", q="nacht") == [("nachtzorg", 20, 12)]


def test_a_row_leads_to_the_search_itself(searches: None, admin_client: Client) -> None:
    assert 'href="/zoeken/?q=beeldzorg"' in admin_client.get(ADDRESS).content.decode()


def test_it_can_be_taken_along_as_a_spreadsheet(searches: None, admin_client: Client) -> None:
    response = admin_client.get(ADDRESS, {"export": "csv", "gevonden": "alles"})

    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert content.splitlines()[0].startswith("Gezocht op,Keren")
    assert "nachtzorg,20,12" in content


def test_editors_see_it_and_strangers_do_not(searches: None, django_user_model: Any) -> None:
    editor = django_user_model.objects.create_user("redacteur-zoekvragen", password=None)
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    assert client.get(ADDRESS).status_code == 302

    client.force_login(editor)
    assert rows(client) == [("beeldzorg", 7, 0)]
    assert "Zoekvragen" in client.get("/beheer/").content.decode()
