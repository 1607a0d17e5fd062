"""What `make test-services` runs: the tests that concern the services, on each of them."""

from __future__ import annotations

import os
import subprocess
import sys

PYTEST = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]
# The tests that ask for a server by themselves, beside SQLite and the embedded engine. The
# embedded half of the contract is in `make test` already.
BESIDE = ["-k", "elasticsearch or postgresql", "tests/contract", "tests/operations"]
# The queue, the workers, the migrations and every page that searches: all of it on both servers.
WHOLLY = [
    "tests/search",
    "tests/background",
    "tests/pages",
    "tests/practices",
    "tests/subscriptions",
]


def main() -> int:
    """Run the tests; 0 when all passed."""
    elasticsearch = os.environ["ELASTICSEARCH_URL"].partition("//")[2].rstrip("/")
    on_servers = {
        "DATABASE_URL": os.environ["POSTGRES_URL"],
        "SEARCH_URL": f"elasticsearch://{elasticsearch}/tests",
    }
    failed = [
        run(["manage.py", "makemigrations", "--check", "--dry-run"], on_servers),
        run([*PYTEST, *BESIDE], {}),
        run([*PYTEST, *WHOLLY], on_servers),
    ]
    return int(any(failed))


def run(arguments: list[str], more: dict[str, str]) -> int:
    """The exit code of Python with these arguments and more environment."""
    return subprocess.run([sys.executable, *arguments], env={**os.environ, **more}).returncode


if __name__ == "__main__":
    sys.exit(main())
