"""What `make test-services` runs: the tests that concern the services, on each of them."""

from __future__ import annotations

import os
import subprocess
import sys

# The contract, the queue and workers, the migrations, every page that searches, and kills.
PATHS = [
    *("tests/contract", "tests/search", "tests/background", "tests/pages", "tests/practices"),
    "tests/soak",
]


def main() -> int:
    """Run the tests on PostgreSQL; the contract knows Elasticsearch by its address."""
    env = {**os.environ, "DATABASE_URL": os.environ["POSTGRES_URL"]}
    migrated = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"], env=env
    )
    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", *PATHS], env=env
    )
    return migrated.returncode or tested.returncode


if __name__ == "__main__":
    sys.exit(main())
