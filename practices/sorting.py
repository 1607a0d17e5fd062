"""The order of names for a reader, the same whatever database or locale the server has."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def plain(text: str) -> str:
    """Without capitals and accents: "Súdwest" is "sudwest"."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=20_000)
def name_key(name: str) -> tuple[str, str]:
    """A key to sort names by: capitals and accents count only between names that are else equal."""
    return (plain(name), name)
