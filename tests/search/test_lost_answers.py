"""A node that dies may have done what it was asked for: the next one is asked for the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from search import finding, queue, rebuild
from search.address import SearchAddress
from search.engines import current_engine
from search.query import SearchQuery
from tests import build
from tests.search.passing_on import PassingOn, between

pytestmark = pytest.mark.django_db


class Forgetful(PassingOn):
    """Of every other change of one kind it loses the answer."""

    lost: set[str]

    def before_answer(self) -> bool:
        """Whether this answer arrives."""
        key = f"{self.command} {self.path.partition('?')[0]}"
        if self.command in ("PUT", "POST") and "_search" not in self.path and key not in self.lost:
            self.lost.add(key)
            return False
        self.lost.discard(key)
        return True


@pytest.fixture
def lost(on_cluster: SearchAddress, settings: Any) -> Iterator[set[str]]:
    """The site on two hosts that lose answers; what was lost and not asked again yet."""
    forgotten: set[str] = set()
    with between(on_cluster, Forgetful, lost=forgotten) as port:
        hosts = tuple(f"http://{name}:{port}" for name in ("127.0.0.1", "localhost"))
        settings.SEARCH_ADDRESS = replace(on_cluster, hosts=hosts)
        yield forgotten


def titles() -> set[str]:
    return {hit.card.title for hit in finding.find(SearchQuery.of("")).hits}


def test_what_was_done_without_an_answer_is_not_taken_for_a_failure(lost: set[str]) -> None:
    made = build.entry(title="Eerst")
    queue.drain()
    rebuild.rebuild()
    rebuild.rebuild()
    made.title = "Daarna"
    made.save()
    queue.drain()
    assert titles() == {"Daarna"}

    rebuild.roll_back()

    assert titles() == {"Daarna"}
    assert current_engine().behind_since() is None
    assert not lost  # all of it was asked a second time
