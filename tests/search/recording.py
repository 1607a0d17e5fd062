"""A process that drains the queue into a file: who indexed what, and in which generation.

`python -m tests.search.recording FILE [SECONDS]`: each batch takes so many seconds. An index that
several processes may write to at once, as a search server is; the queue and its locks are real.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import django


class Recorder:
    """A writer that notes every id with its process."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._seconds = seconds
        self._ids: list[int] = []

    def write(
        self, documents: Iterable[SimpleNamespace], deleted: Iterable[int], *versions: object
    ) -> None:
        self._ids += [document.id for document in documents] + list(deleted)
        self._path.with_suffix(".busy").touch()
        time.sleep(self._seconds)

    def commit(self) -> None:
        with self._path.open("a") as file:
            file.write("".join(f"{pk} {os.getpid()}\n" for pk in self._ids))
        self._ids = []


def main() -> None:
    """Drain until nothing is left for this process."""
    from search import queue

    @contextmanager
    def writer() -> Iterator[Recorder]:
        yield Recorder(Path(sys.argv[1]), float(sys.argv[2]))

    queue.BATCH = 25
    queue.current_engine = lambda: SimpleNamespace(  # type: ignore[assignment,return-value]
        writer=writer, behind_since=lambda: None
    )
    print(queue.drain(), flush=True)


if __name__ == "__main__":
    django.setup()
    main()
