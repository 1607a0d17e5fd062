"""Running a command, and saying what happens: on the screen and in a log."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from operations.version import CODE

_LAST_LINES = 15


class StepError(Exception):
    """A step failed; the text is the end of what it said."""


class Speaker:
    """Says what happens. A terminal that went away is no reason to stop; the log has it all."""

    def __init__(self, log: Path) -> None:
        self._log = log
        log.touch(mode=0o600)

    def say(self, text: str) -> None:
        self.note(text)
        with contextlib.suppress(OSError):
            sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def note(self, text: str) -> None:
        """To the log only."""
        with self._log.open("a") as file:
            file.write(f"{text}\n")


def run(speaker: Speaker, *command: str) -> str:
    """Run a command in the folder of the code; returns what it said. Raises StepError."""
    done = subprocess.run(  # noqa: S603  # our own arguments, no shell
        command,
        cwd=CODE,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    speaker.note(f"$ {' '.join(command)}\n{done.stdout}")
    if done.returncode:
        lines = done.stdout.strip().splitlines()[-_LAST_LINES:]
        raise StepError("\n".join(lines) or f"{command[0]} gaf {done.returncode}")
    return done.stdout


def manage(speaker: Speaker, *arguments: str) -> str:
    """Run a command of manage.py in a process of its own, with the code as it is now."""
    return run(speaker, sys.executable, "manage.py", *arguments)


def git(speaker: Speaker, *arguments: str) -> str:
    """Run git; returns what it said, without the line end."""
    return run(speaker, "git", *arguments).strip()


def last_line(text: str) -> str:
    """The last line that says something."""
    lines: Sequence[str] = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
