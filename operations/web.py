"""The web server that runs now: gunicorn, as `gunicorn_conf.py` sets it up. Needs no Django."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

PID_FILE = "web.pid"
WAIT = 40.0  # seconds; gunicorn lets a request go on for 30


def reload(data: Path) -> bool:
    """Let the web server of this DATA_DIR start its processes anew, and wait for the old ones.

    Returns whether there was one.
    """
    try:
        pid = int((data / PID_FILE).read_text())
        if b"gunicorn" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            return False  # the number of a server that died was given to something else
        old = _children(pid)
        os.kill(pid, signal.SIGHUP)
    except (OSError, ValueError):
        return False
    until = time.monotonic() + WAIT
    while old & _children(pid) and time.monotonic() < until:
        time.sleep(0.1)
    return True


def _children(pid: int) -> set[str]:
    try:
        return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    except OSError:
        return set()
