"""What a soak found, as docs/soak.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

Result = Mapping[str, Any]

SET_UPS = {
    "sqlite": "SQLite, embedded engine",
    "postgresql": "PostgreSQL, Elasticsearch",
}
MOMENTS = {
    "STARTING": "killed while starting",
    "PUBLISHING": "killed while editing",
    "INDEXING": "killed while indexing after an edit",
    "DRAINING": "killed while draining the queue",
    "REBUILDING": "killed while rebuilding",
    "ROLLING_BACK": "killed while rolling back",
}
FIGURES = {
    "differed": "times that the index differed after the kill",
    "repaired": "documents that the next drain mended",
    "documents": "documents compared after that drain",
    "lost": "of these lost",
    "stale": "of these stale",
    "surplus": "of these surplus",
    "doubled": "of these doubled",
    "refused": "actions refused, with a message",
}
VISITS = {
    "masters": "of these the master",
    "pages": "pages asked meanwhile",
    "failed": "pages failed",
    "failed_later": "pages failed after the client had turned to another node",
}

INTRODUCTION = """\
# Soak

Run on {today} with `make soak`; the seed gives the same actions again.

## Processes killed

One to three processes edit, drain the queue, rebuild the index and roll it back. One of them is
killed with -9 at a random moment. The next drain must make the index equal to the database: every
document is compared, and no waiting row, lock or damage may stay behind.

"""

CLUSTER = """
## Nodes killed

Three nodes of Elasticsearch on one machine, with PostgreSQL. Two processes edit, drain, rebuild and
roll back, visitors ask the web server for search pages, facets, suggestions and the API, and a node
is killed with -9, the master first. It comes back twelve seconds later; then every document is
compared. A client turns to another node within `SEARCH_TIMEOUT` (3 s) of the kill.

"""


def write_report(results: Mapping[str, Result], path: Path) -> None:
    """Write what `soak.kills` told of each set-up, and `soak.cluster` of the cluster."""
    each = {name: results[name] for name in SET_UPS if name in results}
    text = INTRODUCTION.format(today=f"{date.today():%-d %B %Y}") + _kills(each)
    if "cluster" in results:
        text += CLUSTER + _cluster(results["cluster"])
    path.write_text(text)


def _kills(results: Mapping[str, Result]) -> str:
    rows = [("", [SET_UPS[name] for name in results]), ("---", ["---"] * len(results))]
    told = list(results.values())
    rows.append(("kills", [_number(each["kills"]) for each in told]))
    for moment, label in MOMENTS.items():
        rows.append((label, [_number(each["moments"].get(moment, 0)) for each in told]))
    for name, label in FIGURES.items():
        rows.append((label, [_number(each[name]) for each in told]))
    rows += _ends(told)
    return _table(rows)


def _cluster(result: Result) -> str:
    rows = [("", ["three nodes"]), ("---", ["---"]), ("kills", [_number(result["kills"])])]
    rows += [(label, [_number(result[name])]) for name, label in VISITS.items()]
    rows.append(("longest time without a page", [f"{result['longest_pause']} s"]))
    rows.append(("slowest page", [f"{result['slowest']} s"]))
    rows += [(label, [_number(result[name])]) for name, label in FIGURES.items()]
    return _table(rows + _ends([result]))


def _ends(results: list[Result]) -> list[tuple[str, list[str]]]:
    return [
        ("times that anything was wrong", [_number(len(each["faults"])) for each in results]),
        ("took", [f"{each['seconds']} s" for each in results]),
        ("seed", [str(each["seed"]) for each in results]),
    ]


def _table(rows: list[tuple[str, list[str]]]) -> str:
    return "".join(f"| {label} | {' | '.join(values)} |\n" for label, values in rows)


def _number(value: int) -> str:
    return f"{value:,}"
