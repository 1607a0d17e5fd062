"""The Atom and JSON feeds, as a reader of feeds takes them."""

from __future__ import annotations

import html
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import PageViewRestriction

from practices.models import Session, Theme
from search import finding, queue
from search.address import SearchAddress
from search.query import SearchQuery
from subscriptions.feeds import feed as feeds
from subscriptions.noticing import notice
from tests import build

pytestmark = pytest.mark.django_db
BASE = "https://kennis.example.org"
ATOM = "/zoeken/atom.xml"
JSON = "/zoeken/feed.json"


@pytest.fixture(autouse=True)
def published_site(settings: Any) -> None:
    settings.BASE_URL = BASE


def seen() -> None:
    """Have the catalogue indexed and looked at for news, as the background does."""
    queue.drain()
    notice()


def fetch(query_string: str = "", **headers: str) -> Any:
    """The Atom feed as a reader understands it."""
    response = Client().get(f"{ATOM}?{query_string}", headers=headers)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def path_of(address: str) -> str:
    """The part of an address that the test client asks for."""
    assert address.startswith(f"{BASE}/")
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_a_reader_gets_what_is_new_and_whom_it_is_from() -> None:
    build.drenthe()
    entry = build.entry(
        "praktijk",
        title="Nachtzorg & <samen> regelen",
        summary="Zorg < 's nachts \x0b> overdag.",
        sectors=["Zorg"],
        themes=["Nachtzorg"],
        regions=["GM0114"],
    )
    build.entry("praktijk", title="Elders", regions=["PV20"])
    seen()

    found = fetch("regio=PV22&soort=praktijk&q=nachtzorg")

    assert found.feed.title == "Praktijkvoorbeelden over “nachtzorg” in Drenthe"
    assert found.feed.language == "nl"
    assert [html.unescape(row.title) for row in found.entries] == ["Nachtzorg & <samen> regelen"]
    row = found.entries[0]
    assert row.link == f"{BASE}{entry.url}"
    assert row.author == "Drenthe"
    assert "Nieuw geplaatst" in row.summary
    assert "&lt; 's nachts" in row.summary.replace("&#x27;", "'")
    assert {(tag.label, tag.scheme + tag.term) for tag in row.tags} == {
        ("Zorg", f"{BASE}/zoeken/?sector=zorg"),
        ("Emmen", f"{BASE}/zoeken/?regio=GM0114"),
        ("Nachtzorg", f"{BASE}/zoeken/?thema=nachtzorg"),
    }
    links = {link.rel: link.href for link in found.feed.links}
    assert links["alternate"] == f"{BASE}/zoeken/?q=nachtzorg&soort=praktijk&regio=PV22"
    assert links["self"] == f"{BASE}/zoeken/atom.xml?q=nachtzorg&soort=praktijk&regio=PV22"


def test_an_entry_and_a_feed_keep_their_ids_when_everything_else_changes(settings: Any) -> None:
    entry = build.entry("praktijk", title="Eerst", slug="eerst")
    elsewhere = build.network("groningen", title="Groningen")
    seen()
    before = fetch()

    entry.title, entry.slug = "Later", "later"
    entry.save_revision().publish()
    entry.move(elsewhere, pos="last-child")
    settings.BASE_URL = "https://elders.example.org"
    seen()
    after = fetch("volgorde=oudste")

    assert after.entries[0].title == "Later"
    assert after.entries[0].link == "https://elders.example.org/groningen/later/"
    assert after.entries[0].id == before.entries[0].id
    assert after.feed.id == before.feed.id
    assert fetch("q=iets").feed.id != before.feed.id


def test_the_pages_lead_to_each_other_and_hold_everything_once() -> None:
    for number in range(45):
        build.entry(title=f"Vermelding {number}")
    seen()

    ids: list[str] = []
    address, relations = f"{BASE}{ATOM}?", []
    while address:
        found = feedparser.parse(Client().get(path_of(address)).content)
        ids += [row.id for row in found.entries]
        links = {link.rel: link.href for link in found.feed.links}
        relations.append(sorted(set(links) - {"self", "alternate"}))
        assert links["first"] == f"{BASE}{ATOM}"
        assert links["last"] == f"{BASE}{ATOM}?pagina=3"
        address = links.get("next", "")

    assert len(ids) == len(set(ids)) == 45
    assert relations == [
        ["first", "last", "next"],
        ["first", "last", "next", "previous"],
        ["first", "last", "previous"],
    ]


def test_a_feed_holds_the_newest_and_ends_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    build.drenthe()
    for number in range(30):
        build.entry(title=f"Vermelding {number}", regions=["PV22" if number % 2 else "PV20"])
    seen()
    whole = [row.id for row in fetch("regio=PV22").entries]
    monkeypatch.setattr(feeds, "MOST", 12)

    assert [row.id for row in fetch("regio=PV22").entries] == whole[:12]
    first, second = fetch().entries, fetch("pagina=2").entries
    assert (len(first), len(second)) == (12, 0)


def test_json_feed_says_the_same() -> None:
    for number in range(25):
        build.entry(
            "scholing", title=f"Les {number}", summary="Wat u \x01 leert.", themes=["Nacht"]
        )
    seen()
    atom = fetch("soort=scholing")

    response = Client().get(f"{JSON}?soort=scholing")
    found = json.loads(response.content)

    assert response["Content-Type"].startswith("application/feed+json")
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"] == atom.feed.title == "Scholingen"
    assert found["feed_url"] == f"{BASE}{JSON}?soort=scholing"
    assert [row["id"] for row in found["items"]] == [row.id for row in atom.entries]
    assert [row["url"] for row in found["items"]] == [row.link for row in atom.entries]
    for row in found["items"]:
        assert set(row) >= {"id", "url", "title", "content_text", "date_published"}
        assert row["tags"] == ["Nacht"]
        assert row["authors"] == [{"name": "Drenthe"}]
    following = json.loads(Client().get(path_of(found["next_url"])).content)
    assert len(following["items"]) == 5
    assert "next_url" not in following


def test_one_entry_can_be_followed_by_itself() -> None:
    build.entry(title="Iets anders")
    entry = build.entry(title="Nachtzorg in Emmen")
    seen()

    found = fetch(f"vermelding={entry.pk}")
    assert found.feed.title == "Nachtzorg in Emmen"
    assert [row.title for row in found.entries] == ["Nachtzorg in Emmen"]

    entry.unpublish()
    seen()
    gone = fetch(f"vermelding={entry.pk}")
    assert "Nachtzorg" not in gone.feed.title
    assert gone.entries == []


@pytest.mark.parametrize("path", [ATOM, JSON])
def test_what_a_reader_has_already_is_not_sent_again(path: str) -> None:
    entry = build.entry(title="Nachtzorg")
    seen()
    first = Client().get(path)
    assert "public" in first["Cache-Control"]
    assert not first.cookies

    tagged = {"If-None-Match": first["ETag"]}
    again = Client().get(path, headers=tagged)
    assert (again.status_code, again.content) == (304, b"")

    entry.unpublish()
    seen()
    assert Client().get(path, headers=tagged).status_code == 200


@pytest.mark.parametrize("path", [ATOM, JSON, "/zoeken/agenda.ics"])
def test_what_was_closed_goes_from_a_reader_that_asks_by_date(path: str) -> None:
    for title in ("Open", "Geheim"):
        made = build.entry("scholing", title=title)
        Session.objects.create(training=made, start=timezone.now() + timedelta(days=5))
        seen()
    first = Client().get(path)
    assert b"Geheim" in first.content
    # What goes leaves no later date behind in what is left, so there is no date to ask by.
    assert "Last-Modified" not in first
    PageViewRestriction.objects.create(page=made, restriction_type="login")
    seen()
    dated = {"If-Modified-Since": http_date(timezone.now().timestamp())}
    again = Client().get(path, headers=dated)
    assert again.status_code == 200
    assert b"Geheim" not in again.content


@pytest.mark.parametrize("path", [ATOM, JSON, "/zoeken/agenda.ics"])
def test_of_a_term_that_is_gone_there_is_nothing_and_not_everything(path: str) -> None:
    made = build.entry("scholing", title="Iets heel anders")
    Session.objects.create(training=made, start=timezone.now() + timedelta(days=5))
    seen()
    assert b"Iets heel anders" in Client().get(path).content
    found = Client().get(f"{path}?thema=weg")
    assert found.status_code == 200
    assert b"Iets heel anders" not in found.content
    assert b"Iets dat er niet meer is" in found.content


@pytest.mark.parametrize("path", [ATOM, JSON])
@pytest.mark.parametrize(
    "query_string",
    [
        "regio=nergens&pagina=veel&onzin=1&soort=scholing",
        "pagina=99999",
        "q=%00%0b%ff%ef%bf%bf&sector=%F0%9F%98%80",
        "a=1&" * 3_000,
        "q=" + "nacht " * 500,
    ],
)
def test_no_address_breaks_it(path: str, query_string: str) -> None:
    build.entry("scholing", title="Les")
    seen()

    response = Client().get(f"{path}?{query_string}")

    assert response.status_code == 200
    if path == ATOM:
        assert not feedparser.parse(response.content).bozo
    else:
        json.loads(response.content)


def test_what_may_not_be_seen_is_not_in_it() -> None:
    build.entry(title="Open")
    closed = build.entry(title="Besloten")
    expired = build.entry(title="Verlopen")
    seen()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    expired.expire_at = timezone.now() - timedelta(seconds=1)
    expired.save()

    assert [row.title for row in fetch().entries] == ["Open"]
    queue.drain()
    assert [row.title for row in fetch().entries] == ["Open"]


@pytest.mark.parametrize("path", [ATOM, JSON])
def test_an_engine_that_is_away_is_told_in_one_line(path: str, settings: Any) -> None:
    build.entry(title="Nachtzorg")
    seen()
    settings.SEARCH_ADDRESS = SearchAddress.parse("elasticsearch://127.0.0.1:1/weg")

    response = Client().get(f"{path}?q=nachtzorg")

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert response["Content-Type"].startswith("text/plain")


def test_only_reading_is_allowed() -> None:
    build.home()
    assert Client().post(ATOM).status_code == 405
    assert Client().head(ATOM).status_code == 200


def test_the_search_page_tells_programs_where_its_feeds_are() -> None:
    build.entry(title="Nachtzorg")
    build.drenthe()
    build.term(Theme, "Nacht")
    seen()

    for page, query_string in (
        ("/zoeken/?q=nachtzorg&pagina=2&volgorde=oudste", "q=nachtzorg"),
        ("/regio/drenthe/", "regio=PV22"),
        ("/thema/nacht/", "thema=nacht"),
        ("/drenthe/", "netwerk=drenthe"),
    ):
        content = Client().get(page).content.decode()
        assert f'href="/zoeken/atom.xml?{query_string}"' in content, page
        assert f'href="/zoeken/feed.json?{query_string}"' in content, page


def test_a_page_of_it_costs_a_constant_number_of_questions(
    django_assert_max_num_queries: Any,
) -> None:
    build.drenthe()
    for number in range(20):
        build.entry(title=f"Les {number}", regions=["GM0114"], themes=["Nacht"], sectors=["Zorg"])
    seen()
    finding.find(SearchQuery())  # what a process keeps is kept from now on

    with django_assert_max_num_queries(12):
        Client().get(ATOM)
