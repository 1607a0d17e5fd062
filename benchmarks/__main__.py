"""`make bench`: grow a catalogue, measure it at each size, and write the report.

    python -m benchmarks [--only PART] [SIZE ...]      1000 10000 100000 by default

Everything happens in `var/bench/SIZE`, on loopback, and stops by itself. The parts `engines` and
`wagtail`, which set the platform against others, and `following` are measured at the largest size;
a part alone keeps the other figures of the last time (`var/bench/results.json`).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from typing import Any
from urllib.request import urlopen

from benchmarks.engines import compare_engines
from benchmarks.following import measure_following
from benchmarks.queries import MIX
from benchmarks.report import write_report
from benchmarks.running import ROOT, figures, manage, timed
from benchmarks.wagtail import compare_wagtail

BENCH = ROOT / "var" / "bench"
RESULTS = BENCH / "results.json"
SIZES = (1_000, 10_000, 100_000)
LOAD_SECONDS = 15


def main() -> None:
    """Measure and write docs/benchmarks.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="SIZE")
    parser.add_argument("--only", choices=["platform", *COMPARISONS], metavar="PART")
    asked = parser.parse_args()
    results: dict[int, dict[str, Any]] = {}
    if asked.only and RESULTS.exists():
        results = {int(size): each for size, each in json.loads(RESULTS.read_text()).items()}
    for size in asked.sizes:
        print(f"\n{size} vermeldingen", flush=True)
        if asked.only in (None, "platform"):
            results[size] = {**results.get(size, {}), **measure(size)}
        elif size not in results:
            sys.exit(f"Eerst: python -m benchmarks --only platform {size}")
    largest = max(asked.sizes)
    for part, compare in COMPARISONS.items():
        if asked.only in (None, part):
            results[largest][part] = compare(largest, environment_of(largest))
    RESULTS.write_text(json.dumps(results, indent=1))
    write_report(results, ROOT / "docs")
    print("docs/benchmarks.md is geschreven.")


def environment_of(size: int) -> dict[str, str]:
    """Where the catalogue of this size is; on the embedded engine and SQLite."""
    settings = {"DATA_DIR": str(BENCH / str(size)), "SECRET_KEY": "bench" * 12}
    chosen = {
        "SEARCH_URL": "embedded:",
        "DATABASE_URL": f"sqlite:///{BENCH / str(size)}/db.sqlite3",
    }
    return {**os.environ, **settings, **chosen}


def measure(size: int) -> dict[str, Any]:
    """All figures of the platform at one size, as it is installed: without a server beside it."""
    folder = BENCH / str(size)
    environment = environment_of(size)
    new = not (folder / "ready").exists()
    if new:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    manage(environment, "migrate", "--verbosity", "0")
    if new:
        manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
        generated = timed(environment, "generate_entries", str(size))
        (folder / "ready").write_text(str(generated["seconds"]))
        manage(environment, "rebuild_index")
    with Server(environment) as server:
        rebuild = timed(environment, "rebuild_index", ask=server.ask)
        load = under_load(server)
    print("  pagina's meten", flush=True)
    result = figures(environment, "inside")
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
    script = BENCH / "mix.lua"
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


COMPARISONS = {
    "engines": compare_engines,
    "wagtail": compare_wagtail,
    "following": measure_following,
}


if __name__ == "__main__":
    main()
