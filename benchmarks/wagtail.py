"""Wagtail's own search on copies of the same catalogue: in SQLite and in PostgreSQL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.running import figures, manage
from services import Postgres, ServiceMissingError, find_place


def compare_wagtail(size: int, environment: dict[str, str]) -> dict[str, Any]:
    """What `benchmarks.wagtail_search` measures, for each database that can be had here."""
    return {
        "SQLite": on_sqlite(environment),
        "PostgreSQL": on_postgres(size, environment),
    }


def on_sqlite(environment: dict[str, str]) -> dict[str, Any]:
    """On a copy, since what Wagtail indexes would make the catalogue's own file heavier."""
    folder = Path(environment["DATA_DIR"])
    copy = folder / "wagtail" / "db.sqlite3"
    if not copy.exists():
        copy.parent.mkdir(exist_ok=True)
        partial = copy.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        source = sqlite3.connect(folder / "db.sqlite3")
        source.execute("VACUUM INTO ?", [str(partial)])
        source.close()
        partial.rename(copy)
    print("  zoeken van Wagtail op SQLite", flush=True)
    return figures({**environment, "DATABASE_URL": f"sqlite:///{copy}"}, "wagtail_search")


def on_postgres(size: int, environment: dict[str, str]) -> dict[str, Any]:
    """In a database of its own; {"missing": reason} where PostgreSQL cannot run."""
    server = Postgres(find_place())
    before = server.running
    try:
        server.start()
    except ServiceMissingError as error:
        return {"missing": str(error)}
    try:
        address = f"{server.url.rpartition('/')[0]}/bench_{size}"
        # Copying and indexing may take long; what is measured gets a limit of its own.
        settings = {**environment, "DATABASE_URL": address, "DATABASE_TIMEOUT": "0"}
        make_database(server.url, f"bench_{size}")
        manage(settings, "migrate", "--verbosity", "0")
        file = Path(environment["DATA_DIR"]) / "db.sqlite3"
        copied = figures(settings, "copying", str(file))
        print("  zoeken van Wagtail op PostgreSQL", flush=True)
        return {**figures(settings, "wagtail_search"), **copied}
    finally:
        if not before:
            server.stop()


def make_database(server: str, name: str) -> None:
    """An empty database in the place of what was left of an earlier time."""
    with psycopg.connect(server, autocommit=True) as connection:
        named = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(named))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(named))
