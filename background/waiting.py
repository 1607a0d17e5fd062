"""How much work waits, in the same words for every queue that a monitor asks about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """How many wait, and since when the first of them (None: nothing waits)."""

    count: int
    oldest: datetime | None
