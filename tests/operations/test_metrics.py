"""Figures for Prometheus, from a real server with several processes."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests.operations.places import CODE, Place
from tests.operations.servers import get, serving

TOKEN = "alleen-voor-de-monitor-bedoeld"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A site without entries."""
    made = Place(tmp_path_factory.mktemp("metrics") / "data")
    for command in ("migrate", "setup_site"):
        made.manage(command)
    made.manage("collectstatic", "--no-input")
    return made


def figures(text: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in lines}


@pytest.mark.slow
def test_the_figures_are_those_of_all_processes_and_for_the_monitor_only(place: Place) -> None:
    place.extra = {"METRICS_PATH": "/cijfers", "METRICS_TOKEN": TOKEN, "WEB_CONCURRENCY": "3"}
    with serving(place) as address:
        for _each in range(30):
            assert get(address, "/begrippen/")[0] == 200
            get(address, "/zoeken/")
        get(address, "/er-niet-" + "x" * 50 + "/")
        assert get(address, "/cijfers")[0] == 404
        assert get(address, "/cijfers", Authorization="Bearer iets anders")[0] == 404
        for _twice in range(2):  # whichever process answers
            status, text = get(address, "/cijfers", Authorization=f"Bearer {TOKEN}")
            assert status == 200
            found = figures(text)
            count = "kennisplatform_request_seconds_count"
            # One more page: `serving` asks robots.txt to see that the server is up.
            assert found[f'{count}{{area="page",status="2xx"}}'] == 31
            assert found[f'{count}{{area="search",status="2xx"}}'] == 30
            assert found[f'{count}{{area="page",status="4xx"}}'] == 1
        assert found["kennisplatform_queue_waiting"] == 0
        assert found['kennisplatform_healthy{check="database"}'] == 1
        assert found["kennisplatform_disk_free_bytes"] > 0
        assert "er-niet" not in text
        assert len(list((place.data / "metrics").iterdir())) > 1


@pytest.mark.slow
def test_there_are_none_by_default_and_never_without_a_key(place: Place) -> None:
    place.extra = {}
    with serving(place) as address:
        assert get(address, "/cijfers/", Authorization="Bearer ")[0] == 404
    place.extra = {"METRICS_PATH": "cijfers"}
    assert "operations.E001" in place.manage("check", ok=False)
    place.extra["METRICS_TOKEN"] = TOKEN
    assert "no issues" in place.manage("check")
    assert not (place.data / "metrics").exists()


def test_a_reload_that_switches_the_figures_on_has_a_place_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("METRICS_PATH", "cijfers")
    runpy.run_path(str(CODE / "operations" / "gunicorn_conf.py"))  # as gunicorn does at a reload
    assert (tmp_path / "metrics").is_dir()
