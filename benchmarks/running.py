"""Starting commands of the project, and watching what they take."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def manage(environment: dict[str, str], *arguments: str) -> None:
    """Run a command of the project; stop when it fails."""
    print(f"  {' '.join(arguments)}", flush=True)
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def figures(environment: dict[str, str], module: str, *arguments: str) -> dict[str, Any]:
    """What a measurement in a process of its own prints, read from its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def timed(
    environment: dict[str, str], *arguments: str, ask: Callable[[str], float] | None = None
) -> dict[str, float]:
    """Seconds and peak memory of a command (itself and everything below it).

    With `ask`, which takes a query string and returns seconds: how the site answered meanwhile.
    """
    print(f"  {' '.join(arguments)}", flush=True)
    started = time.monotonic()
    running = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    slowest, asked, peak = 0.0, 0, 0.0
    while running.poll() is None:
        peak = max(peak, tree_memory(running.pid))
        if ask is not None:
            slowest, asked = max(slowest, ask("q=mantelzorg")), asked + 1
        time.sleep(0.2)
    if running.returncode:
        sys.exit(f"{' '.join(arguments)} is mislukt")
    return {
        "seconds": round(time.monotonic() - started, 1),
        "peak_mb": round(peak, 0),
        "asked": asked,
        "slowest_ms": round(slowest * 1000, 0),
    }


def tree_memory(pid: int) -> float:
    """Resident megabytes of a process and everything below it (Linux)."""
    total, waiting = 0.0, [pid]
    while waiting:
        current = waiting.pop()
        try:
            status = Path(f"/proc/{current}/status").read_text()
            children = Path(f"/proc/{current}/task/{current}/children").read_text().split()
        except OSError:
            continue
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        total += int(found.group(1)) / 1000 if found else 0
        waiting += [int(child) for child in children]
    return total
