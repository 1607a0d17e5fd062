"""A SQLite database: a copy through its own back-up interface, while others write."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from django.db import connections

from operations.backup.manifest import BackupError

_COMPANIONS = ("-wal", "-shm")


class SqliteDatabase:
    name = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path

    def dump(self, target: Path) -> Mapping[str, int]:
        """Copy in one step: a writer goes on in the journal, and the copy has none of it."""
        if not self.path.exists():
            raise BackupError(f"Er is geen database om een back-up van te maken: {self.path}")
        with (
            closing(sqlite3.connect(self.path, timeout=20)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        target.chmod(0o600)
        with closing(sqlite3.connect(target)) as copy:
            [verdict] = copy.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise BackupError(f"De database is beschadigd: {verdict}")
        return _count(target)

    def is_empty(self) -> bool:
        return not self.path.exists() or not _count(self.path)

    def load(self, source: Path) -> None:
        self.clear()  # who looked for a database meanwhile has made an empty one
        self.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, self.path)

    def count_rows(self) -> Mapping[str, int]:
        return _count(self.path)

    def set_aside(self, folder: Path) -> None:
        connections.close_all()
        # The companions first: whatever is not moved yet still belongs to the file in its place.
        for suffix in (*_COMPANIONS, ""):
            path = self._with(suffix)
            if path.exists():
                shutil.move(path, folder / f"sqlite{suffix}")

    def put_back(self, folder: Path) -> None:
        connections.close_all()
        if (folder / "sqlite").exists():
            self.clear()
        for suffix in ("", *_COMPANIONS):
            if (folder / f"sqlite{suffix}").exists():
                shutil.move(folder / f"sqlite{suffix}", self._with(suffix))

    def clear(self) -> None:
        connections.close_all()
        for suffix in ("", *_COMPANIONS):
            self._with(suffix).unlink(missing_ok=True)

    def forget_aside(self) -> None:
        """Nothing: it is all in the folder."""

    def _with(self, suffix: str) -> Path:
        return Path(os.fspath(self.path) + suffix)


def _count(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path, timeout=20)) as opened:
        tables = opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in tables
        }
