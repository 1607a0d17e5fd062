"""A PostgreSQL database, through its own pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.backends.utils import CursorWrapper

from operations.backup.manifest import BackupError

ASIDE = "before_restore"  # the schema that keeps the tables of before a restore
_LOCK_WAIT = "30s"


class PostgresqlDatabase:
    name = "dump"

    def dump(self, target: Path) -> Mapping[str, int]:
        """Dump and count in one snapshot, so that the counts are those of the dump."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # It is idle here as long as pg_dump works, and counting takes as long as it takes.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
            _run(
                "pg_dump",
                "--format=custom",
                "--compress=0",  # the archive is compressed as a whole
                "--no-owner",
                "--no-privileges",
                "--no-comments",
                f"--exclude-schema={ASIDE}",
                f"--snapshot={snapshot}",
                f"--file={target}",
            )
            rows = self.count_rows()
        target.chmod(0o600)
        return rows

    def is_empty(self) -> bool:
        return not _tables()

    def load(self, source: Path) -> None:
        connection.close()
        _run(
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            f"--dbname={connection.settings_dict['NAME']}",
            str(source),
        )

    def count_rows(self) -> Mapping[str, int]:
        with connection.cursor() as cursor:
            counts = {}
            for table in _tables():
                cursor.execute(f"SELECT count(*) FROM {_quoted(table)}")  # noqa: S608
                [counts[table]] = cursor.fetchone()
        return counts

    def set_aside(self, folder: Path) -> None:
        """Move the tables to a schema of their own: at once, whatever their size."""
        with _patiently() as cursor:
            cursor.execute(f"CREATE SCHEMA {ASIDE}")
            for table in _tables():
                cursor.execute(f"ALTER TABLE {_quoted(table)} SET SCHEMA {ASIDE}")

    def put_back(self, folder: Path) -> None:
        with _patiently() as cursor:
            aside = _tables(ASIDE)
            if aside:
                _drop_tables(cursor)
            for table in aside:
                cursor.execute(
                    f"ALTER TABLE {ASIDE}.{_quoted(table)} SET SCHEMA {_quoted(_schema())}"
                )
            cursor.execute(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")

    def clear(self) -> None:
        with _patiently() as cursor:
            _drop_tables(cursor)

    def forget_aside(self) -> None:
        with _patiently() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")


def _run(command: str, *arguments: str) -> None:
    """Run a command of the machine; others cannot see the environment, where the password is."""
    path = shutil.which(command)
    if path is None:
        raise BackupError(
            f"{command} ontbreekt op deze machine. Installeer het pakket postgresql-client, in de "
            "versie van de server of nieuwer."
        )
    done = subprocess.run(  # noqa: S603  # our own arguments, no shell
        [path, *arguments],
        env={**os.environ, **_environment()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{command} lukte niet: {done.stderr.strip()[-2000:]}")


def _environment() -> dict[str, str]:
    values = connection.settings_dict
    _arguments, environment = DatabaseClient.settings_to_cmd_args_env(values, [])
    named = {
        "PGHOST": values["HOST"],
        "PGPORT": values["PORT"],
        "PGUSER": values["USER"],
        "PGDATABASE": values["NAME"],
        "PGOPTIONS": f"-c lock_timeout={_LOCK_WAIT}",
    }
    return {**{key: str(value) for key, value in named.items() if value}, **(environment or {})}


@contextmanager
def _patiently() -> Iterator[CursorWrapper]:
    """One transaction that waits for the locks of others, and not for ever."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_WAIT}'")
        yield cursor


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return str(cursor.fetchone()[0])


def _tables(schema: str = "") -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename",
            [schema or _schema()],
        )
        return [name for (name,) in cursor.fetchall()]


def _drop_tables(cursor: CursorWrapper) -> None:
    for table in _tables():
        cursor.execute(f"DROP TABLE IF EXISTS {_quoted(table)} CASCADE")


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
