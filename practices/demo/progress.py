"""A line that counts up on a terminal, and says only the end result elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Any, TypeVar

Item = TypeVar("Item")


def counted(items: Iterable[Item], label: str, stream: Any) -> Iterator[Item]:
    """Yield the items while telling on `stream`, a stream of a command, how far it is."""
    total = len(items) if isinstance(items, Sized) else None
    shows = stream.isatty()
    number = 0
    for number, item in enumerate(items, start=1):
        if shows:
            of_total = f" van {total}" if total is not None else ""
            stream.write(f"\r{label}: {number}{of_total}", ending="")
            stream.flush()
        yield item
    if shows:
        stream.write("\r\x1b[2K", ending="")
    stream.write(f"{label}: {number}")
