"""A process of ours is ended, and nobody else's, whatever a file says its number is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from services import place
from services.place import Place, find_place
from services.process import end, is_ours, read_pid, spawn

SLEEP = "import sys, time; time.sleep(60)"


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return Place(tmp_path, os.geteuid(), os.getegid())


def test_a_process_of_ours_is_ended(here: Place, tmp_path: Path) -> None:
    mark = str(tmp_path / "data")
    started = spawn(
        here, [sys.executable, "-c", SLEEP, mark], cwd=tmp_path, log=tmp_path / "log", env={}
    )

    assert is_ours(started.pid, mark)
    assert end(started.pid, mark)
    assert not is_ours(started.pid, mark)


def test_a_number_that_was_given_out_again_is_left_alone(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", SLEEP])
    (tmp_path / "pid").write_text(f"{other.pid}\n")
    try:
        assert not end(read_pid(tmp_path / "pid"), str(tmp_path / "data"), signal.SIGKILL)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_folder_that_an_account_cannot_reach_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root hands its services to another account")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("SERVICES_DIR", str(closed / "services"))

    found = find_place()

    assert closed not in found.folder.parents
    assert found.uid != 0
    found.folder.rmdir()


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_what_cannot_be_had_is_skipped_with_the_reason_and_fails_in_ci(
    ci: str, status: int, tmp_path: Path
) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    env = {
        **os.environ,
        "CI": ci,
        "PATH": str(empty),
        "JAVA_HOME": "",
        "SERVICES_DIR": str(tmp_path / "services"),
        "POSTGRES_BIN": str(empty),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "services", "run", sys.executable, "-c", "print('tests')"],
        cwd=place.PROJECT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == status, ran.stderr
    assert "ontbreekt" in ran.stdout + ran.stderr
    assert "tests" not in ran.stdout
