"""Installations to try things on: a folder and a database each, commands in real processes."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

CODE = Path(__file__).resolve().parent.parent.parent
# What the tests themselves run with must not leak into an installation.
_OWN = (
    "DATABASE_URL", "SECRET_KEY", "DEBUG", "DJANGO_SETTINGS_MODULE", "DATA_DIR", "SEARCH_URL",
    "DJANGO_ALLOW_ASYNC_UNSAFE",  # of the browser tests
)  # fmt: skip

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Place:
    """An installation. `database_url` is empty for SQLite in the folder."""

    data: Path
    database_url: str = ""
    code: Path = CODE
    python: str = sys.executable
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        values = {key: value for key, value in os.environ.items() if key not in _OWN}
        values.update(DATA_DIR=str(self.data), ENV_FILE=str(self.env_file), **self.extra)
        if self.database_url:
            values["DATABASE_URL"] = self.database_url
        return values

    @property
    def env_file(self) -> Path:
        return self.data.with_suffix(".env")

    def run(self, *arguments: str, ok: bool = True) -> str:
        """Run Python with these arguments; returns what it said. `ok` is how it must end."""
        done = subprocess.run(
            [self.python, *arguments],
            cwd=self.code,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        said = done.stdout + done.stderr
        assert (done.returncode == 0) == ok, said
        return said

    def manage(self, *arguments: str, ok: bool = True) -> str:
        return self.run("manage.py", *arguments, ok=ok)

    def backup(self) -> Path:
        return Path(self.manage("backup").strip().splitlines()[-1])

    def rows(self) -> Rows:
        """Every row of every table."""
        if self.database_url:
            return _postgresql_rows(self.database_url)
        with closing(sqlite3.connect(self.data / "db.sqlite3")) as opened:
            tables = opened.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall()
            return {
                name: sorted(opened.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
                for (name,) in tables
            }

    def media(self) -> dict[str, str]:
        return sums(self.data / "media")

    def state(self) -> tuple[Rows, dict[str, str], str]:
        """What a restore must leave as it was: rows, pictures and the secret key."""
        return self.rows(), self.media(), (self.data / "secret_key").read_text()

    def drop_database(self) -> None:
        """Leave nothing on a server that is not ours."""
        if self.database_url:
            parts = urlsplit(self.database_url)
            with psycopg.connect(
                parts._replace(path="/postgres").geturl(), autocommit=True
            ) as server:
                name = sql.Identifier(parts.path[1:])
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def execute(self, statement: str) -> None:
        """Change the database behind the platform's back."""
        if self.database_url:
            with psycopg.connect(self.database_url, autocommit=True) as opened:
                opened.execute(statement.encode())
            return
        with closing(sqlite3.connect(self.data / "db.sqlite3", timeout=20)) as opened:
            opened.execute(statement)
            opened.commit()


def sums(folder: Path) -> dict[str, str]:
    """The sum of every file below a folder, by its path."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def new_database(server: str, name: str, template: str = "template1") -> str:
    """A new database on the server that the address names; returns its address."""
    with psycopg.connect(server, autocommit=True) as opened:
        drop, create = "DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {} TEMPLATE {}"
        for statement in (drop, create):
            names = (sql.Identifier(each) for each in (name, template))
            opened.execute(sql.SQL(statement).format(*names))
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def copied_database(address: str, name: str) -> str:
    """A database with all that is in another one, which nobody is using; returns its address."""
    server = urlsplit(address)._replace(path="/postgres").geturl()
    return new_database(server, name, urlsplit(address).path[1:])


def _postgresql_rows(address: str) -> Rows:
    with psycopg.connect(address) as opened:
        tables = opened.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
        return {
            name: sorted(
                opened.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))).fetchall(),
                key=repr,
            )
            for (name,) in tables
        }
