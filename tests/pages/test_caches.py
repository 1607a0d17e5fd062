"""What one process changes, the others know: with a cache that they share."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from wagtail.models import Site

from kennisplatform import caches
from services.place import free_port
from tests import build
from tests.processes import eventually, started

pytestmark = pytest.mark.django_db(transaction=True)

AWAY = "kennisplatform.caches.RedisThatMayBeAway"

MOVED = """
import django; django.setup()
from wagtail.models import Site
site = Site.objects.get()
site.hostname = "elders.example.org"
site.save()
"""


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis of this test. Fails in CI where the machine has none, skips elsewhere."""
    program = shutil.which("redis-server")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("redis-server is missing")
        pytest.skip("redis-server is not on this machine")
    port = free_port()
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    eventually(lambda: listens(port))
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


@pytest.fixture(params=["database", "redis"])
def cache_url(request: pytest.FixtureRequest, settings: Any) -> Iterator[str]:
    """The address of a shared cache, in use by this process."""
    redis = request.param == "redis"
    url = request.getfixturevalue("redis_url") if redis else "dbcache://shared_cache"
    config = environ.Env.cache_url_config(url)
    if redis:
        config["BACKEND"] = AWAY
    settings.CACHES = {"default": config, "limits": config}
    if not redis:
        call_command("createcachetable", verbosity=0)
    yield url
    if not redis:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE shared_cache")


def listens(port: int) -> bool:
    """Whether something takes connections on this port of loopback."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def test_a_site_that_moved_is_known_at_once_in_every_process(cache_url: str) -> None:
    build.home()
    assert [path.root_url for path in Site.get_site_root_paths()] == ["http://localhost"]

    with started("-c", MOVED, CACHE_URL=cache_url) as other:
        output, _errors = other.communicate(timeout=60)
        assert other.returncode == 0, output

    assert [path.root_url for path in Site.get_site_root_paths()] == ["http://elders.example.org"]


def test_memory_of_a_process_is_brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches, "LONGEST", 0.3)
    build.home()
    assert [path.root_url for path in Site.get_site_root_paths()] == ["http://localhost"]

    with started("-c", MOVED) as other:
        assert other.wait(60) == 0

    assert [path.root_url for path in Site.get_site_root_paths()] == ["http://elders.example.org"]


def test_pages_are_served_after_everything_in_the_cache_is_lost(
    cache_url: str, client: Any
) -> None:
    made = build.entry(title="Blijft")
    assert client.get(made.get_url()).status_code == 200
    cache.clear()
    assert client.get(made.get_url()).status_code == 200
    assert client.get("/zoeken/").status_code == 200


def test_a_redis_that_is_away_costs_nobody_a_page(settings: Any, client: Any) -> None:
    config = {"BACKEND": AWAY, "LOCATION": f"redis://:geheim@127.0.0.1:{free_port()}/0"}
    settings.CACHES = {"default": config, "limits": config}
    made = build.entry(title="Blijft")

    for path in (made.get_url(), "/zoeken/", "/volgen/?q=nacht"):
        assert client.get(path).status_code == 200, path
    asked = {"email": "lezer@voorbeeld.test", "hoe_vaak": "wekelijks"}
    assert client.post("/volgen/?q=nacht", asked).status_code < 400
    assert cache.get("sleutel", "niets") == "niets"
    assert cache.get_many(["sleutel"]) == {}
    assert cache.set_many({"sleutel": 1}) == ["sleutel"]
    with pytest.raises(ValueError, match="answer"):
        cache.incr("sleutel")
    cache.set("sleutel", 1)
    cache.delete("sleutel")
    cache.clear()


def test_a_redis_that_is_away_is_named_without_its_password(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caches._away_until.clear()
    location = f"redis://:geheim@127.0.0.1:{free_port()}/0"
    settings.CACHES = {"default": {"BACKEND": AWAY, "LOCATION": location}}

    cache.get("sleutel")

    assert "does not answer" in caplog.text
    assert "geheim" not in caplog.text
