"""Work for the workers of the tests, that leaves its traces in a file."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from django_tasks import task

from background.schedule import every, jobs


def note(path: str, text: str) -> None:
    """Add a line to a file; one write, so that processes do not mix their lines."""
    with Path(path).open("a") as file:
        file.write(f"{text} {os.getpid()} {time.time():.3f}\n")


def notes(path: Path) -> list[str]:
    """The first words of the lines so far."""
    return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []


@task()
def long_work(path: str, seconds: float) -> None:
    """Note the beginning and the end."""
    note(path, "begin")
    time.sleep(seconds)
    note(path, "end")


@task()
def broken_work() -> None:
    """Fail."""
    raise ValueError("kapot")


def tick() -> None:
    """Note a run; the first one lasts long when `TICK_SLOW` says so."""
    path = os.environ["TICK_FILE"]
    first = not Path(path).exists()
    note(path, "begin")
    if first:
        time.sleep(float(os.environ.get("TICK_SLOW", "0")))
    note(path, "end")


if "TICK_FILE" in os.environ:
    jobs.clear()
    every(timedelta(seconds=float(os.environ["TICK_EVERY"])), "Tikken")(tick)
