"""The site while its search engine is away: a closed port, and a server that never answers."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.views.debug import ExceptionReporter

from practices.models import Organisation, Theme
from search import queue
from search.address import SearchAddress
from search.checks import the_index_fits_the_program
from search.engines import current_engine
from search.engines.base import EngineQuery, EngineUnavailableError
from search.engines.elasticsearch import ElasticsearchEngine
from tests import build

pytestmark = pytest.mark.django_db
SECRET = "zeer-geheim"  # the word that must never be seen


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port on which nobody listens, and nobody else will meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes every call and never says anything."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        calls: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    calls.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for call in calls:
        call.close()


@pytest.fixture
def away(closed_port: int, settings: Any) -> None:
    """The site searches on a cluster that is not there, with a catalogue in the database."""
    build.drenthe()
    build.entry(title="Nachtzorg in Emmen", slug="nachtzorg", regions=["GM0114"], sectors=["zorg"])
    build.entry("scholing", title="Online les", sectors=["welzijn"], themes=["Eenzaamheid"])
    build.entry(title="Besloten", sectors=["zorg"], live=False)
    build.term(Theme, "Eenzaamheid")
    Organisation.objects.create(name="De Wilgen")
    settings.SEARCH_ADDRESS = SearchAddress.parse(
        f"elasticsearch://kp:{SECRET}@127.0.0.1:{closed_port}/weg"
    )


@pytest.mark.parametrize(
    "path", ["/zoeken/?q=nachtzorg", "/zoeken/", "/zoeken/waarden/?facet=jaar"]
)
def test_a_search_says_that_it_cannot_and_offers_to_browse(away: None, path: str) -> None:
    response = Client().get(path)
    html = response.content.decode()

    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "Zoeken lukt nu even niet" in html
    assert "/sector/zorg/" in html
    assert "/regio/drenthe/" in html
    assert "Nachtzorg in Emmen" in html
    assert "Besloten" not in html


@pytest.mark.parametrize(
    ("path", "shown", "hidden"),
    [
        ("/", "Online les", "Besloten"),
        ("/drenthe/", "Nachtzorg in Emmen", "Besloten"),
        ("/drenthe/nachtzorg/", "Nachtzorg in Emmen", "Lijkt hierop"),
        ("/sector/zorg/", "Nachtzorg in Emmen", "Online les"),
        ("/thema/eenzaamheid/", "Online les", "Nachtzorg in Emmen"),
        ("/regio/drenthe/", "Nachtzorg in Emmen", "Online les"),
        ("/regio/oost-drenthe/", "Nachtzorg in Emmen", "Online les"),
        ("/organisatie/de-wilgen/", "De Wilgen", "Online les"),
        ("/sitemap/", "Eenzaamheid", "nog niets"),
        ("/begrippen/", "Begrippen", "503"),
    ],
)
def test_every_other_page_shows_what_the_database_has(
    away: None, path: str, shown: str, hidden: str
) -> None:
    response = Client().get(path)

    assert response.status_code == 200
    assert shown in response.content.decode()
    assert hidden not in response.content.decode()


def test_an_export_is_refused_before_it_begins(away: None) -> None:
    response = Client().get("/zoeken/export.csv?q=nachtzorg")

    assert response.status_code == 503
    assert response["Retry-After"]


def test_suggestions_are_refused_in_a_few_bytes(away: None) -> None:
    response = Client().get("/zoeken/suggesties/?q=nacht")

    assert (response.status_code, response.content) == (503, b"")


@pytest.mark.parametrize("path", ["/api/v1/entries?q=nachtzorg", "/api/v1/facets"])
def test_the_api_answers_with_a_problem(away: None, path: str) -> None:
    response = Client().get(path)

    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"]
    assert json.loads(response.content)["status"] == 503


@pytest.mark.django_db(transaction=True)
def test_editors_go_on_and_the_queue_waits(away: None, caplog: pytest.LogCaptureFixture) -> None:
    waiting = queue.pending().count()
    build.entry(title="Tijdens de storing")

    assert queue.pending().count() == waiting + 1
    assert "the queue waits" in caplog.text
    ours = [record for record in caplog.records if record.name.startswith("search")]
    assert [record.exc_info for record in ours] == [None]
    with pytest.raises(CommandError, match="antwoordt niet"):
        call_command("drain_queue")


def test_what_waited_is_drained_without_a_further_change_once_the_engine_is_back(
    transactional_db: None, closed_port: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = settings.SEARCH_ADDRESS
    monkeypatch.setattr(queue, "RETRY", 0.2)
    settings.SEARCH_ADDRESS = SearchAddress.parse(f"elasticsearch://127.0.0.1:{closed_port}/weg")
    build.entry(title="Tijdens de storing")
    assert queue.pending().exists()
    settings.SEARCH_ADDRESS = working

    deadline = time.monotonic() + 20
    while queue.pending().exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not queue.pending().exists()
    assert len(dict(current_engine().fingerprints())) == 1


def test_a_server_that_never_answers_costs_the_time_out_once(
    silent_port: int, settings: Any
) -> None:
    build.home()
    settings.SEARCH_ADDRESS = SearchAddress.parse(f"elasticsearch://127.0.0.1:{silent_port}/stil")
    settings.SEARCH_TIMEOUT = 0.5
    started = time.monotonic()
    assert Client().get("/zoeken/").status_code == 503
    first = time.monotonic() - started
    started = time.monotonic()
    for _attempt in range(5):
        assert Client().get("/zoeken/").status_code == 503
        assert Client().get("/").status_code == 200
    later = time.monotonic() - started

    assert 0.4 < first < 2
    assert later < 2  # ten pages; five time-outs alone would take longer


def test_workers_do_not_pile_up_behind_a_silent_server(silent_port: int) -> None:
    engine = ElasticsearchEngine(
        SearchAddress.parse(f"elasticsearch://127.0.0.1:{silent_port}/stil"), timeout=1.0
    )
    waited: list[float] = []

    def ask() -> None:
        started = time.monotonic()
        with pytest.raises(EngineUnavailableError):
            engine.search(EngineQuery())
        waited.append(time.monotonic() - started)

    for _round in range(3):
        threads = [threading.Thread(target=ask) for _worker in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

    assert len(waited) == 24
    assert sum(one > 0.5 for one in waited) <= 8  # those that were under way already
    assert max(waited) < 3


def test_silent_hosts_share_one_time_out(silent_port: int) -> None:
    hosts = ",".join([f"127.0.0.1:{silent_port}", f"localhost:{silent_port}"])
    engine = ElasticsearchEngine(SearchAddress.parse(f"elasticsearch://{hosts}/stil"), timeout=1.0)
    started = time.monotonic()

    with pytest.raises(EngineUnavailableError):
        engine.search(EngineQuery())

    assert time.monotonic() - started < 2


def test_a_check_says_that_the_engine_does_not_answer(away: None) -> None:
    assert [message.id for message in the_index_fits_the_program(None)] == ["search.W001"]


def test_the_password_is_nowhere_to_be_read(
    away: None, caplog: pytest.LogCaptureFixture, rf: RequestFactory, settings: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.DEBUG = True
    engine = current_engine()
    request = rf.get("/zoeken/", SEARCH_URL=f"elasticsearch://kp:{SECRET}@een")
    try:
        engine.search(EngineQuery())
    except EngineUnavailableError as error:
        told = "".join(traceback.format_exception(error))
        page = ExceptionReporter(request, type(error), error, error.__traceback__)
        told += page.get_traceback_html() + page.get_traceback_text()
    told += Client().get("/zoeken/").content.decode()
    told += f"{engine!r} {engine.health()!r} {vars(engine)!r} {vars(engine)['_connection']!r}"
    told += repr(vars(vars(engine)["_connection"]))

    assert "SEARCH_ADDRESS" in told  # the settings were there to read
    assert "SEARCH_URL" in told
    for shown in (told, caplog.text):
        assert SECRET not in shown
        assert "a3A6emVlci1nZWhlaW0" not in shown  # the same as it goes over the line
