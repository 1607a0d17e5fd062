"""A PostgreSQL server from the machine's own programs."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import time
from pathlib import Path

import psycopg

from services.place import Place, ServiceMissingError, free_port
from services.process import end, is_ours, read_pid, spawn

NAME = "kennisplatform"
START_SECONDS = 60.0
# What a test server may do without: it never has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def programs() -> Path:
    """The folder with `initdb` and `postgres`, the newest. Raises ServiceMissingError.

    Looks where `POSTGRES_BIN` says, or else in the `PATH` and where Debian puts them.
    """
    named = os.environ.get("POSTGRES_BIN")
    found = [Path(each) for each in (named or os.environ["PATH"]).split(os.pathsep)]
    found += (
        []
        if named
        else sorted(
            Path("/usr/lib/postgresql").glob("*/bin"),
            key=lambda path: [int(part) for part in path.parent.name.split(".") if part.isdigit()],
            reverse=True,
        )
    )
    for folder in found:
        # PATH may hold links to the programs; their own folder has the rest of them.
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return (folder / "initdb").resolve().parent
    raise ServiceMissingError("PostgreSQL ontbreekt (initdb, postgres)")


class Postgres:
    """A server with one database; `url` is its address once it was started."""

    def __init__(self, place: Place, *, port: int | None = None) -> None:
        self._place = place
        self._port = port
        self._folder = place.folder / "postgres"
        self._data = self._folder / "data"

    @property
    def running(self) -> bool:
        """Whether the process of this server is there."""
        return is_ours(self._pid, str(self._data))

    @property
    def _pid(self) -> int | None:
        return read_pid(self._data / "postmaster.pid")

    @property
    def url(self) -> str:
        """The address of the database, with its password."""
        password = (self._folder / "password").read_text().strip()
        port = (self._folder / "port").read_text().strip()
        return f"postgres://{NAME}:{password}@127.0.0.1:{port}/{NAME}"

    def start(self) -> None:
        """Make the database when there is none, start the server, wait until it answers."""
        if not self.running:
            bin_folder = programs()
            self._place.make("postgres")
            if not (self._data / "PG_VERSION").exists():
                self._make(bin_folder)
            port = self._port or free_port()
            (self._folder / "port").write_text(f"{port}\n")
            options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", *FAST]
            command = [str(bin_folder / "postgres"), "-D", str(self._data), "-p", str(port)]
            for option in options:
                command += ["-c", option]
            spawn(self._place, command, cwd=self._folder, log=self._log, env={})
        self._wait()

    @property
    def _log(self) -> Path:
        return self._folder / "output.log"

    def _make(self, bin_folder: Path) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        password = self._folder / "password"
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24) + "\n")
        self._place.give(password)
        # The plainest collation there is: capitals before small letters, accents at the end. What
        # is sorted right here is sorted right by every server.
        made = spawn(
            self._place,
            [
                *(str(bin_folder / "initdb"), "-D", str(self._data)),
                *("-U", NAME, "--pwfile", str(password), "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale=C"),
            ],
            cwd=self._folder,
            log=self._log,
            env={},
        )
        if made.wait(START_SECONDS):
            raise RuntimeError(f"initdb is mislukt:\n{self._last_lines()}")

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        maintenance = self.url.rpartition("/")[0] + "/postgres"
        while True:
            try:
                with psycopg.connect(maintenance, autocommit=True, connect_timeout=5) as connection:
                    known = connection.execute(
                        "SELECT 1 FROM pg_database WHERE datname = %s", [NAME]
                    ).fetchone()
                    if not known:
                        connection.execute(f"CREATE DATABASE {NAME}")
                    return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(
                        f"PostgreSQL antwoordt niet: {error}\n{self._last_lines()}"
                    ) from error
            time.sleep(0.1)

    def _last_lines(self, count: int = 15) -> str:
        text = self._log.read_text(errors="replace") if self._log.exists() else ""
        return "\n".join(text.splitlines()[-count:])

    def stop(self) -> bool:
        """Stop the server in order, open connections or not; False when it did not run."""
        return end(self._pid, str(self._data), signal.SIGINT)
