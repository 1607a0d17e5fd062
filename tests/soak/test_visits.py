"""How pages are counted that were asked while a node died."""

from __future__ import annotations

from soak.cluster import summary
from soak.visitors import Visit

KILLED = [100.0, 200.0]


def visit(asked: float, took: float = 0.1, status: int = 200) -> Visit:
    return Visit(asked, asked + took, status, "/zoeken/")


def test_a_page_that_fails_after_the_client_has_turned_is_told_apart() -> None:
    visits = [visit(99), visit(101, status=503), visit(104, status=503), visit(105, took=2)]

    seen = summary(visits, KILLED, timeout=3)

    assert (seen["pages"], seen["failed"], seen["failed_later"]) == (4, 2, 1)
    assert seen["longest_pause"] == 7.9
    assert seen["slowest"] == 2


def test_a_page_that_fails_while_no_node_died_has_no_excuse() -> None:
    assert summary([visit(50, status=0)], KILLED, timeout=3)["failed_later"] == 1


def test_pages_that_come_count_as_good() -> None:
    seen = summary([visit(199), visit(200), visit(201)], KILLED, timeout=3)

    assert (seen["failed"], seen["failed_later"], seen["longest_pause"]) == (0, 0, 1)
