"""The files of `practices/data/`, read as plain data."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from practices.demo.moments import resolve

DATA = Path(__file__).resolve().parent.parent / "data"
TAXONOMY_FILE = DATA / "taxonomy.toml"
PAGES_FILE = DATA / "pages.toml"
DEMO = DATA / "demo"

Table = dict[str, Any]


def read(path: Path) -> Table:
    """The content of a TOML file."""
    with path.open("rb") as file:
        return tomllib.load(file)


def read_demo(name: str) -> list[Table]:
    """The tables of `demo/<name>s.toml`: "organisation", "area" or "network"."""
    tables: list[Table] = read(DEMO / f"{name}s.toml")[name]
    return tables


def read_entries(today: date) -> list[Table]:
    """All entries as records for the importer, with one key more: `picture`, a scene to draw.

    Relative days are worked out from `today`. The entries from documents come first.
    """
    records = [resolve(read(path), today) for path in (DEMO / "entries").glob("*.toml")]
    return sorted(
        records, key=lambda record: (record.get("is_example", False), record["external_id"])
    )
