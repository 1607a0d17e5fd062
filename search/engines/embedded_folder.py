"""The folder of the embedded engine: which index is in service, and which one was before it.

index/current          "<schema version> <name>" of the index in service
index/previous         the same of the one before it, for `--rollback`
index/<name>/          an index
index/<name>/behind    since when it may have missed what was drained
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import tantivy

from search.engines.base import BEGINNING, EngineBusyError, NoPreviousIndexError, aside_since
from search.engines.embedded_schema import SCHEMA_VERSION, build_schema

_BEHIND = "behind"


class IndexFolder:
    """Indices beside one another, with files that name them. Every change is one rename."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def current(self) -> str:
        """The name of the index in service; an empty one is made where there is none yet."""
        name = self._named("current")
        if name:
            return name
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "making").open("w") as lock:
            # Two processes that start at once must not each make one: what the first wrote
            # into its index would be lost.
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self._named("current") or self._make_empty()

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Be the only one who makes and swaps indices; the lock goes with its process.

        Raises EngineBusyError at once when another is: its cleaning up would take away what is
        being built here.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "rebuilding").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EngineBusyError("another process is rebuilding") from None
            yield

    def new(self) -> tuple[str, tantivy.Index]:
        """An empty index that is not in service, and its name; it misses drains from now on."""
        name = uuid.uuid4().hex
        (self.path / name).mkdir(parents=True)
        index = tantivy.Index(build_schema(), str(self.path / name))
        self._write(f"{name}/{_BEHIND}", datetime.now(UTC).isoformat())
        return name, index

    def drop(self, name: str) -> None:
        """Take an index away."""
        shutil.rmtree(self.path / name, ignore_errors=True)

    def put_in_service(self, name: str) -> None:
        """Let `current` name this index and keep the one it takes over from."""
        before = self._named("current")
        if before:
            with self._changing_state():
                since = aside_since(self._behind_since(before))
                self._write(f"{before}/{_BEHIND}", since.isoformat())
            self._write("previous", f"{SCHEMA_VERSION} {before}")
        self._write("current", f"{SCHEMA_VERSION} {name}")

    def roll_back(self) -> None:
        """Put the previous index back in service. Raises NoPreviousIndexError."""
        previous = self._named("previous")
        if not previous:
            raise NoPreviousIndexError
        self.put_in_service(previous)

    def clean_up(self) -> None:
        """Take away every index but the one in service and the one before it.

        One that a drain still writes to stays for the next time.
        """
        kept = (self._named("current"), self._named("previous"))
        for path in self.path.iterdir():
            if path.is_dir() and path.name not in kept and not _is_written(path):
                shutil.rmtree(path, ignore_errors=True)

    def behind_since(self) -> datetime | None:
        """Since when the index in service may have missed what was drained."""
        return self._behind_since(self.current())

    def caught_up(self, since: datetime) -> None:
        """The index in service missed nothing any more, unless another one came meanwhile."""
        name = self.current()
        with self._changing_state():
            if self._behind_since(name) == since:
                (self.path / name / _BEHIND).unlink(missing_ok=True)

    def unusable(self) -> bool:
        """Whether there is an index that this version of the library or program cannot read."""
        return (self.path / "current").exists() and not self._named("current")

    def _named(self, file: str) -> str:
        try:
            pointer = (self.path / file).read_text()
        except FileNotFoundError:
            return ""
        version, _, name = pointer.strip().partition(" ")
        usable = version == SCHEMA_VERSION and (self.path / name / "meta.json").exists()
        return name if usable else ""

    def _make_empty(self) -> str:
        replaces = self.unusable()
        name, _index = self.new()
        if replaces:
            self._write(f"{name}/{_BEHIND}", BEGINNING.isoformat())
        else:
            (self.path / name / _BEHIND).unlink()
        self._write("current", f"{SCHEMA_VERSION} {name}")
        return name

    @contextmanager
    def _changing_state(self) -> Iterator[None]:
        """Be the only one who reads and then changes since when an index is behind."""
        with (self.path / "state").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _behind_since(self, name: str) -> datetime | None:
        try:
            return datetime.fromisoformat((self.path / name / _BEHIND).read_text().strip())
        except FileNotFoundError:
            return None

    def _write(self, file: str, text: str) -> None:
        partial = self.path / f"{file}.{os.getpid()}"
        partial.write_text(f"{text}\n")
        os.replace(partial, self.path / file)


def _is_written(index: Path) -> bool:
    """Whether a process holds the library's writer of this index; the lock goes with it."""
    try:
        with (index / ".tantivy-writer.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
