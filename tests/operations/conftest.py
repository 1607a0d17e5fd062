"""Places with the demo catalogue on them, on both databases."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.operations.places import Place, copied_database, new_database

NO_SERVER = "Geen PostgreSQL: noem een server in POSTGRES_URL (make services start er een)"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database."""
    if request.param == "postgresql" and not os.environ.get("POSTGRES_URL"):
        pytest.skip(NO_SERVER)  # `make test-services` has one, or says why not
    return str(request.param)


@pytest.fixture(scope="session")
def source(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place with the demo catalogue and its pictures; tests leave it as it is."""
    place = _place(kind, tmp_path_factory.mktemp("source") / "data", "source")
    place.env_file.write_text("LOG_LEVEL='ERROR'\n")
    for command in ("migrate", "setup_site", "load_demo", "drain_queue"):
        place.manage(command)
    yield place
    place.drop_database()


@pytest.fixture(scope="session")
def saved(source: Place) -> Path:
    """A back-up of `source`."""
    return source.backup()


@pytest.fixture
def new_place(kind: str, tmp_path: Path) -> Iterator[Callable[[str], Place]]:
    """Makes empty places, by a name."""

    made: list[Place] = []

    def make(name: str) -> Place:
        made.append(_place(kind, tmp_path / name, name))
        return made[-1]

    yield make
    for place in made:
        place.drop_database()


@pytest.fixture
def full_place(source: Place, tmp_path: Path) -> Iterator[Callable[[str], Place]]:
    """Makes copies of `source`, by a name: all that is in it but its back-ups."""
    made: list[Place] = []

    def make(name: str) -> Place:
        data = tmp_path / name
        shutil.copytree(source.data, data, ignore=shutil.ignore_patterns("backups"))
        address = source.database_url
        copied = address and copied_database(address, f"kp_{os.getpid()}_{name}")
        made.append(Place(data, copied))
        return made[-1]

    yield make
    for place in made:
        place.drop_database()


def _place(kind: str, data: Path, name: str) -> Place:
    data.mkdir(parents=True)
    server = os.environ.get("POSTGRES_URL", "")
    return Place(data, "" if kind == "sqlite" else new_database(server, f"kp_{os.getpid()}_{name}"))
