"""A process killed at a random moment costs no document: the small version of `make soak`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from soak.places import Environment, large, small
from soak.running import kills
from tests import cluster

KILLS = 20
SEED = 20261122

pytestmark = pytest.mark.slow


def hold_to_the_promise(environment: Environment) -> None:
    """The index equals the database after each kill, and nobody else was the worse for it."""
    told = kills(environment, KILLS, SEED)

    assert told["kills"] == KILLS
    assert sum(told["moments"].values()) == KILLS
    assert told["faults"] == []
    assert told["documents"] > 0
    assert (told["lost"], told["stale"], told["surplus"], told["doubled"]) == (0, 0, 0, 0)


def test_twenty_kills_on_the_small_set_up(tmp_path: Path) -> None:
    hold_to_the_promise(small(tmp_path))


def test_twenty_kills_on_postgresql_and_elasticsearch(tmp_path: Path) -> None:
    postgres = os.environ.get("POSTGRES_URL", "")
    if not postgres:
        pytest.skip("POSTGRES_URL names no server to test on; `make services` starts one")
    with large(tmp_path, postgres, [cluster.server()]) as environment:
        hold_to_the_promise(environment)
