"""`make bench`: grow a catalogue, measure it at each size, and write the report.

    python -m benchmarks [SIZE ...]      1000 10000 100000 by default

Everything happens in `var/bench/SIZE`, on loopback, and stops by itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.queries import MIX
from benchmarks.report import write_report

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
LOAD_SECONDS = 15


def main() -> None:
    """Measure every size and write docs/benchmarks.md."""
    sizes = [int(argument) for argument in sys.argv[1:]] or list(SIZES)
    results = {size: measure(size) for size in sizes}
    (ROOT / "var" / "bench" / "results.json").write_text(json.dumps(results, indent=1))
    write_report({int(size): result for size, result in results.items()}, ROOT / "docs")
    print("docs/benchmarks.md is geschreven.")


def measure(size: int) -> dict[str, Any]:
    """All figures at one size."""
    print(f"\n{size} vermeldingen", flush=True)
    folder = ROOT / "var" / "bench" / str(size)
    environment = {**os.environ, "DATA_DIR": str(folder), "SECRET_KEY": "bench" * 12}
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        generated = timed(environment, "generate_entries", str(size))
        (folder / "ready").write_text(str(generated["seconds"]))
        manage(environment, "rebuild_index")
    with Server(environment) as server:
        rebuild = timed(environment, "rebuild_index", meanwhile=server)
        load = under_load(server)
    print("  pagina's meten", flush=True)
    inside = subprocess.run(
        [sys.executable, "-m", "benchmarks.inside"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    result: dict[str, Any] = json.loads(inside.stdout)
    index = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    result |= {
        "generate_seconds": float((folder / "ready").read_text()),
        "rebuild": rebuild,
        "load": load,
        # The index before this one is kept for readers that are still in it.
        "index_mb": round(index / 2 / 1e6, 1),
        "database_mb": round((folder / "db.sqlite3").stat().st_size / 1e6, 1),
    }
    return result


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


def timed(
    environment: dict[str, str], *arguments: str, meanwhile: Server | None = None
) -> dict[str, float]:
    """Seconds and peak memory of a command (itself and its largest child), and how the site

    answered while it ran.
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
        if meanwhile is not None:
            slowest, asked = max(slowest, meanwhile.ask("q=mantelzorg")), asked + 1
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


class Server:
    """Two gunicorn workers on a free port of loopback."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = environment

    def __enter__(self) -> Server:
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "gunicorn", "kennisplatform.wsgi:application",
                f"--bind=127.0.0.1:{self.port}", "--workers=2", "--log-level=error",
            ],
            cwd=ROOT,
            env=self.environment,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            try:
                self.ask("")
                return self
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        self.process.wait()

    def ask(self, query_string: str) -> float:
        """Seconds that a page of results takes."""
        started = time.monotonic()
        with urlopen(f"http://127.0.0.1:{self.port}/zoeken/?{query_string}", timeout=60) as page:
            page.read()
        return time.monotonic() - started


def under_load(server: Server) -> dict[str, Any]:
    """Requests per second over the mix, by wrk; nothing where that is not installed."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return {"tool": "wrk is niet geïnstalleerd"}
    paths = ", ".join(f'"/zoeken/?{query_string}"' for query_string in MIX.values())
    script = ROOT / "var" / "bench" / "mix.lua"
    script.write_text(
        f"local paths = {{{paths}}}\nlocal at = 0\n"
        'function request() at = at % #paths + 1; return wrk.format("GET", paths[at]) end\n'
    )
    print(f"  wrk, {LOAD_SECONDS} s", flush=True)
    done = subprocess.run(
        [
            wrk, "-t1", "-c4", f"-d{LOAD_SECONDS}s", "--latency", "-s", str(script),
            f"http://127.0.0.1:{server.port}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return {
        "tool": "wrk -t1 -c4",
        "per_second": float(rate.group(1)) if rate else 0.0,
        "errors": int(errors.group(1)) if errors else 0,
    }


if __name__ == "__main__":
    main()
