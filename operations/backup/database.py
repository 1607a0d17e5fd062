"""What a back-up needs of a database, and the one in use."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from django.db import connection

from operations.backup.manifest import BackupError


class Database(Protocol):
    name: str  # of its file in a back-up

    def dump(self, target: Path) -> Mapping[str, int]:
        """Write the state of one moment to a file; returns the number of rows of each table."""

    def is_empty(self) -> bool:
        """Whether there is no table yet."""

    def load(self, source: Path) -> None:
        """Fill an empty database from what `dump` wrote."""

    def count_rows(self) -> Mapping[str, int]:
        """The number of rows of each table, now."""

    def set_aside(self, folder: Path) -> None:
        """Keep everything apart, in `folder` or beside, and leave an empty database."""

    def put_back(self, folder: Path) -> None:
        """Undo `set_aside`, however far it came. What was loaded meanwhile goes."""

    def clear(self) -> None:
        """Leave an empty database."""

    def forget_aside(self) -> None:
        """Drop what an earlier `set_aside` kept outside its folder."""


def current_database() -> Database:
    """The database that `DATABASE_URL` names. Raises BackupError for a kind we do not know."""
    if connection.vendor == "sqlite":
        from operations.backup.sqlite import SqliteDatabase

        return SqliteDatabase(Path(str(connection.settings_dict["NAME"])))
    if connection.vendor == "postgresql":
        from operations.backup.postgresql import PostgresqlDatabase

        return PostgresqlDatabase()
    raise BackupError(f"Van een database als {connection.vendor} kan ik geen back-up maken.")
