"""The list for somebody's own site: what it is made of, and who may show it."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from kennisplatform.ancestors import frame_ancestors
from practices.models import Theme
from search import queue
from search.address import SearchAddress
from tests import build

pytestmark = pytest.mark.django_db
EMBEDDED = "/zoeken/insluiten/"


def policy(response: Any) -> str:
    """Who may frame this answer."""
    directives = response["Content-Security-Policy"].split(";")
    return next(line.strip() for line in directives if "frame-ancestors" in line)


def test_it_lists_what_the_search_finds_and_leaves_nothing_behind() -> None:
    wanted = build.entry(title="Nachtzorg <samen>", summary="Over de nacht.")
    build.entry(title="Iets anders")
    build.entry(title="Nachtzorg besloten", live=False)
    queue.drain()

    response = Client().get(f"{EMBEDDED}?q=nachtzorg&pagina=7&onzin=1")
    content = response.content.decode()

    assert response.status_code == 200
    assert re.findall(r'<h2><a href="([^"]+)" target="_blank"', content) == [
        f"http://localhost:8000{wanted.url}"
    ]
    assert "Nachtzorg &lt;samen&gt;" in content
    assert "<script" not in content
    assert not response.cookies
    assert 'href="http://localhost:8000/zoeken/?q=nachtzorg"' in content


def test_any_site_may_frame_it_and_nothing_else(settings: Any) -> None:
    build.home()
    embedded = Client().get(EMBEDDED)
    assert policy(embedded) == "frame-ancestors 'self' *"
    assert "default-src 'self'" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded

    other = Client().get("/zoeken/")
    assert policy(other) == "frame-ancestors 'self'"
    assert other["X-Frame-Options"] == "SAMEORIGIN"

    settings.EMBED_ANCESTORS = frame_ancestors(["https://regio.example.org"])
    assert policy(Client().get(EMBEDDED)) == "frame-ancestors 'self' https://regio.example.org"


@pytest.mark.parametrize(
    ("setting", "sources"),
    [
        (["*"], ["'self'", "*"]),
        (["none"], ["'self'"]),
        ([], ["'self'"]),
        (
            ["https://*.gemeente.nl", " http://127.0.0.1:8080"],
            ["'self'", "https://*.gemeente.nl", "http://127.0.0.1:8080"],
        ),
    ],
)
def test_the_setting_says_who(setting: list[str], sources: list[str]) -> None:
    assert frame_ancestors(setting) == sources


@pytest.mark.parametrize(
    "wrong", ["example.org", "https://a.nl; script-src *", "'unsafe-inline'", "https://a.nl/pad"]
)
def test_a_setting_that_is_no_origin_stops_the_site(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMBED_ANCESTORS"):
        frame_ancestors([wrong])


def test_a_list_whose_term_is_gone_is_no_list_of_everything() -> None:
    Theme.objects.create(name="Nachtzorg")
    build.entry(title="Over iets heel anders", themes=["Nachtzorg"])
    queue.drain()
    Theme.objects.all().delete()
    queue.drain()

    page = Client().get(f"{EMBEDDED}?thema=nachtzorg").content.decode()

    assert "Over iets heel anders" not in page
    assert "Iets dat er niet meer is" in page
    assert "Alle vermeldingen" not in page


def test_an_index_that_is_away_is_one_line(settings: Any) -> None:
    build.home()
    settings.SEARCH_ADDRESS = SearchAddress.parse("elasticsearch://127.0.0.1:1/weg")

    response = Client().get(f"{EMBEDDED}?q=nachtzorg")

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "er nu even niet" in response.content.decode()
    assert policy(response) == "frame-ancestors 'self' *"


def test_the_line_to_copy_is_one_line_of_html_that_leads_to_the_list(settings: Any) -> None:
    settings.BASE_URL = "https://kennis.example.org"
    build.drenthe()
    build.home()

    page = Client().get('/zoeken/insluiten/hoe/?q="samen+%26+sterk"&regio=PV22&volgorde=nieuwste')
    content = page.content.decode()

    shown = re.search(r'<pre class="copy"><code>(.*?)</code></pre>', content, re.DOTALL)
    assert shown
    line = html.unescape(shown[1])  # as a visitor sees and copies it
    assert "\n" not in line
    found = re.fullmatch(r'<iframe src="([^"]+)" title="([^"]+)" [^<>]*></iframe>', line)
    assert found
    address, title = map(html.unescape, found.groups())
    assert title == 'Vermeldingen over “"samen & sterk"” in Drenthe'
    assert address.startswith("https://kennis.example.org/zoeken/insluiten/?q=%22samen+%26+sterk")
    assert address.endswith("&regio=PV22&volgorde=nieuwste")
    assert Client().get(address.removeprefix(settings.BASE_URL)).status_code == 200
    assert "/zoeken/agenda.ics?q=" in content
    assert "/zoeken/atom.xml?q=" in content


def test_the_search_page_leads_there_and_programs_may_come(client: Client) -> None:
    build.home()
    queue.drain()

    assert (
        'href="/zoeken/insluiten/hoe/?q=nacht"' in client.get("/zoeken/?q=nacht").content.decode()
    )
    robots = client.get("/robots.txt").content.decode()
    for name in ("atom.xml", "feed.json", "agenda.ics"):
        assert f"Allow: /zoeken/{name}\n" in robots
