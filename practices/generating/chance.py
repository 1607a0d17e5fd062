"""Uneven chance, as in life: few things are common and many are rare (Zipf)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Zipf(Generic[T]):
    """Draws from `values`, the first one most often: the n-th with a chance of 1 / n**power."""

    def __init__(self, values: Sequence[T], chance: random.Random, power: float = 1.0) -> None:
        self.values = list(values)
        self.chance = chance
        self._weights = list(accumulate(1 / rank**power for rank in range(1, len(values) + 1)))

    def one(self) -> T:
        """One value."""
        return self.chance.choices(self.values, cum_weights=self._weights)[0]

    def some(self, low: int, high: int) -> list[T]:
        """From `low` to `high` different values, as far as the draws give them."""
        count = self.chance.randint(low, high)
        drawn = self.chance.choices(self.values, cum_weights=self._weights, k=count)
        return list(dict.fromkeys(drawn))
