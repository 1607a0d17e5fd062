"""A cluster that answers, but slowly: nobody waits for it longer than was said."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from search import queue
from search.address import SearchAddress
from tests import build
from tests.search.passing_on import PassingOn, between

pytestmark = pytest.mark.django_db

TIMEOUT = 5.0  # seconds that a page waits
MISTYPED = "/zoeken/?q=netwrken+samenwrken+bewners&regio=PV22"  # asks a dozen questions, and more


class Slow(PassingOn):
    """Takes `delays[0]` seconds more for each answer."""

    delays: list[float]

    def before_answer(self) -> bool:
        """Wait."""
        time.sleep(self.delays[0])
        return True


@pytest.fixture
def delays(on_cluster: SearchAddress, settings: Any) -> Iterator[list[float]]:
    """The seconds that each answer of the cluster takes more."""
    build.drenthe()
    build.entry(title="Bewoners in een netwerk", summary="Samenwerken in de wijk")
    queue.drain()
    settings.SEARCH_TIMEOUT = TIMEOUT
    slow = [0.0]
    with between(on_cluster, Slow, delays=slow) as port:
        settings.SEARCH_ADDRESS = replace(on_cluster, hosts=(f"http://127.0.0.1:{port}",))
        yield slow


def taken(action: Callable[[], Any]) -> tuple[float, Any]:
    """How long something took, and what came of it."""
    began = time.monotonic()
    answer = action()
    return time.monotonic() - began, answer


def test_a_page_with_typing_errors_helps_when_there_is_time(delays: list[float]) -> None:
    assert "Bewoners in een netwerk" in Client().get(MISTYPED).content.decode()


def test_a_page_with_typing_errors_comes_without_help_when_there_is_none(
    delays: list[float],
) -> None:
    delays[0] = 1.5
    seconds, answer = taken(lambda: Client().get(MISTYPED))
    assert answer.status_code == 200
    assert "Niets gevonden" in answer.content.decode()
    assert seconds < 2 * TIMEOUT  # it has time for three questions of a dozen


def test_a_page_whose_own_search_takes_too_long_says_that_it_cannot(delays: list[float]) -> None:
    delays[0] = 2 * TIMEOUT
    seconds, answer = taken(lambda: Client().get("/zoeken/?q=netwerk"))
    assert answer.status_code == 503
    assert seconds < 2 * TIMEOUT


@pytest.mark.django_db(transaction=True)
def test_an_editor_does_not_wait_for_all_that_publishing_asks(delays: list[float]) -> None:
    delays[0] = 2.5
    seconds, _entry = taken(lambda: build.entry(title="Gepubliceerd"))
    assert seconds < 3 * TIMEOUT
    delays[0] = 0.0
    queue.drain()
    assert not queue.pending().exists()
    assert "Gepubliceerd" in Client().get("/zoeken/?q=gepubliceerd").content.decode()
