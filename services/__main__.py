"""`python -m services start | stop | status | run COMMAND`: servers for the tests, from a shell."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from services.cluster import Cluster
from services.elasticsearch import get_json
from services.place import Place, ServiceMissingError, find_place
from services.postgres import Postgres


def main() -> int:
    """Do what the command line asks; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m services", description=__doc__)
    parser.add_argument("what", choices=["start", "stop", "status", "run"])
    parser.add_argument("command", nargs=argparse.REMAINDER, help="bij run: wat er moet draaien")
    asked = parser.parse_args()
    services = Services(find_place())
    try:
        if asked.what == "run":
            return services.run(asked.command)
        if asked.what == "start":
            services.start()
        if asked.what == "stop":
            services.stop()
        services.tell()
    except ServiceMissingError as error:
        print(f"Geen services: {error}.", file=sys.stderr)
        return 1
    return 0


class Services:
    """One node of Elasticsearch and one PostgreSQL, or the ones that the environment names."""

    def __init__(self, place: Place) -> None:
        self._env_file = place.folder / "env"
        self._named = os.environ.get("ELASTICSEARCH_URL", "")
        self._cluster = Cluster(place, ["test"], http_port=_port("ELASTICSEARCH_PORT"))
        self._postgres = Postgres(place, port=_port("POSTGRES_PORT"))

    def start(self) -> None:
        """Start what does not run yet, and write where they are to the file `env`."""
        # PostgreSQL first: it says within a second whether it can be had.
        self._postgres.start()
        if self._named:
            get_json(self._named.rstrip("/") + "/_cluster/health")
        else:
            self._cluster.start()
        self._env_file.touch(mode=0o600)
        self._env_file.write_text("".join(f"{key}={value}\n" for key, value in self.env().items()))

    def stop(self) -> None:
        """Stop our own; one that the environment named is left alone."""
        self._cluster.stop()
        self._postgres.stop()
        self._env_file.unlink(missing_ok=True)

    def env(self) -> dict[str, str]:
        """What tests read to find the services."""
        address = self._named or self._cluster.urls[0]
        return {"ELASTICSEARCH_URL": address, "POSTGRES_URL": self._postgres.url}

    def tell(self) -> None:
        """Print what runs, and where; never a password."""
        where = self._named or (self._cluster.urls[0] if self._cluster.running else "draait niet")
        database = "draait niet"
        if self._postgres.running:
            database = self._postgres.url.rpartition("@")[2]
        print(f"Elasticsearch: {where}\nPostgreSQL:    {database}")
        if self._env_file.exists():
            print(f"Adressen voor de tests: {_short(self._env_file)}")

    def run(self, command: list[str]) -> int:
        """Run a command with the addresses in its environment; stop what was started for it.

        Where the services cannot be had the command is skipped with the reason, except with
        `CI=true`: there that is a failure.
        """
        before = (self._cluster.running, self._postgres.running)
        try:
            self.start()
            return subprocess.run(command, env={**os.environ, **self.env()}, check=False).returncode
        except ServiceMissingError as error:
            if os.environ.get("CI") == "true":
                raise
            print(f"Overgeslagen: {error}.")
            return 0
        finally:
            if not before[0]:
                self._cluster.stop()
            if not before[1]:
                self._postgres.stop()


def _port(name: str) -> int | None:
    value = os.environ.get(name, "")
    return int(value) if value else None


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


if __name__ == "__main__":
    sys.exit(main())
