"""Processes of our own: started as another account, known again by what they were started with."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from services.place import Place

STOP_SECONDS = 30.0


def spawn(
    place: Place, command: Sequence[str], *, cwd: Path, log: Path, env: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start a program as the account of the services; what it prints goes to `log`."""
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = {"user": place.uid, "group": place.gid, "extra_groups": []}
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env={"PATH": os.environ["PATH"], "HOME": str(cwd), "LC_ALL": "C.UTF-8", **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **account,
        )


def read_pid(path: Path) -> int | None:
    """The process id on the first line of a file; None when there is none."""
    try:
        return int(path.read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def is_ours(pid: int | None, mark: str) -> bool:
    """Whether this process runs and has `mark` (a folder of ours) on its command line.

    A process id is given out again, so a file that names one proves nothing.
    """
    return pid is not None and mark in _command_line(pid)


def _command_line(pid: int) -> str:
    known = Path(f"/proc/{pid}/cmdline")
    if known.exists():
        try:
            return known.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it ended between the two
            return ""
    asked = subprocess.run(
        ["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return asked.stdout


def end(pid: int | None, mark: str, how: signal.Signals = signal.SIGTERM) -> bool:
    """End a process if it is ours, and wait until it is gone; False when there was none.

    Whoever does not go within `STOP_SECONDS` is killed.
    """
    if pid is None or not is_ours(pid, mark):
        return False
    deadline = time.monotonic() + STOP_SECONDS
    _signal(pid, how)
    while is_ours(pid, mark):
        if time.monotonic() > deadline:
            _signal(pid, signal.SIGKILL)
        _reap(pid)
        time.sleep(0.05)
    return True


def _signal(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, how)


def _reap(pid: int) -> None:
    """Take leave of a child that has ended; of others their own parent does."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
