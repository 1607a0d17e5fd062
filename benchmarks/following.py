"""Following at scale: a day's new entries against very many subscriptions, and their mails.

Everything happens in a copy of the catalogue. The mail server is a real one on loopback, in a
process of its own, that takes whatever it is given.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.running import ROOT, figures, manage

SUBSCRIPTIONS = 100_000
QUERIES = 2_000
ENTRIES = 100
MAILS = 3_000


def measure_following(size: int, environment: dict[str, str]) -> dict[str, Any]:
    """All figures of following, in one run on a copy of the catalogue of this size."""
    folder = Path(environment["DATA_DIR"])
    copy = folder.with_name(f"{folder.name}-following")
    shutil.rmtree(copy, ignore_errors=True)
    print(f"  kopie van de catalogus van {size}", flush=True)
    shutil.copytree(folder, copy)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    there = environment | {
        "DATA_DIR": str(copy),
        "DATABASE_URL": f"sqlite:///{copy}/db.sqlite3",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    manage(there, "migrate", "--verbosity", "0")
    server = subprocess.Popen(
        [
            sys.executable, "-m", "aiosmtpd", "--nosetuid",
            "--class", "aiosmtpd.handlers.Sink", "--listen", f"127.0.0.1:{port}",
        ],
        cwd=ROOT,
    )  # fmt: skip
    try:
        wait_for(port)
        print(f"  volgen: {SUBSCRIPTIONS} abonnementen, {QUERIES} zoekvragen", flush=True)
        return figures(
            there, "following_inside", *map(str, (SUBSCRIPTIONS, QUERIES, ENTRIES, MAILS))
        )
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(copy, ignore_errors=True)


def wait_for(port: int) -> None:
    """Until somebody listens; a minute at most."""
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
