"""`python -m soak.cluster --kills 6 --seed 1`: kill nodes of a cluster, and look.

Works on the database and the cluster that the environment names; that cluster is the one of
`nodes()`, which somebody else starts and stops. Editors publish, drain and rebuild, and visitors
ask for pages, while a node dies with -9 and comes back. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import sys
import time
from collections import Counter
from functools import partial
from itertools import pairwise
from math import inf
from random import Random
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

from services.cluster import Cluster
from services.place import find_place
from soak.kills import COUNTED, FIRST, REFUSALS, STOP, prepare, texts, warm, work
from soak.processes import fork, in_child, status_of
from soak.visitors import Visit, serving, visiting

NAMES = ("een", "twee", "drie")
EDITORS, THINKING = 2, 0.3  # seconds between two things that an editor does
BEFORE, WITHOUT, AFTER = 4.0, 12.0, 4.0  # seconds with all nodes, without one, with all again
HEALTHY = 120.0  # seconds in which a node that came back has its copies


def nodes() -> Cluster:
    """The three nodes; the same ones in every process."""
    return Cluster(find_place(), NAMES, title="soak", heap="256m")


def main() -> int:
    """Kill so many times; returns 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m soak.cluster", description=__doc__)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    django.setup()
    started = time.monotonic()
    in_child(prepare)
    in_child(partial(call_command, "collectstatic", interactive=False, verbosity=0))
    warm(in_child(texts))
    cluster = nodes()
    total: Counter[str] = Counter(dict.fromkeys((*COUNTED, "differed", "masters"), 0))
    faults: list[dict[str, Any]] = []
    killed, killed_at = Counter(dict.fromkeys(NAMES, 0)), []
    with serving(os.environ) as address, visiting(address) as visits:
        for number in range(asked.kills):
            name = whom(cluster, killed)
            told = kill_once(cluster, name, Random(f"{asked.seed}-{number}"))
            killed[name] += 1
            killed_at.append(told["killed_at"])
            total.update({each: told.get(each, 0) for each in (*COUNTED, "masters")})
            total["differed"] += bool(told.get("repaired"))
            if told["faults"]:
                faults.append({"number": number, **told})
            _say(f"{name} is gedood en terug, {len(faults)} keer iets mis", started)
    seen = summary(visits, killed_at, settings.SEARCH_TIMEOUT)
    if seen["failed_later"] or not visits:
        faults.append({"faults": [f"pages failed: {seen['first_failures']}"]})
    told = {"kills": asked.kills, "seed": asked.seed, **total, **seen}
    seconds = round(time.monotonic() - started)
    print(json.dumps({**told, "seconds": seconds, "faults": faults}))
    return 1 if faults else 0


def _say(text: str, started: float) -> None:
    print(f"  {text} ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)


def whom(cluster: Cluster, killed: Counter[str]) -> str:
    """Who dies next: every node in its turn, and each time round the master first."""
    fewest = min(killed.values())
    left = [name for name, times in killed.items() if times == fewest]
    return master(cluster) if len(left) == len(NAMES) else left[0]


def master(cluster: Cluster) -> str:
    """The name of the node that leads."""
    (told,) = next(iter(cluster.nodes.values())).get("/_cat/master?format=json")
    return next(name for name, node in cluster.nodes.items() if node.name == told["node"])


def kill_once(cluster: Cluster, name: str, chance: Random) -> dict[str, Any]:
    """Let editors work, kill a node and bring it back, let them finish, and look.

    Returns what `settle` found, with when it was killed and whether it led (`masters`).
    """
    from soak.checking import settle

    node = cluster.nodes[name]
    leads = master(cluster) == name
    shared = mmap.mmap(-1, FIRST + EDITORS)
    editors = [
        fork(partial(work, chance, part, EDITORS, shared, THINKING)) for part in range(EDITORS)
    ]
    time.sleep(BEFORE + chance.random())
    killed_at = time.monotonic()
    node.kill()
    time.sleep(WITHOUT)
    node.start()
    wait_until_whole(cluster)
    time.sleep(AFTER)
    shared[STOP] = 1
    faults = [f"an editor failed: {ended}" for each in editors if (ended := status_of(each))]
    refused = shared[REFUSALS]
    shared.close()
    told: dict[str, Any] = in_child(partial(settle, alone=False)) or {
        "faults": ["the check itself failed"]
    }
    told["faults"] = faults + told["faults"]
    return {"node": name, "masters": int(leads), "killed_at": killed_at, "refused": refused, **told}


def wait_until_whole(cluster: Cluster) -> None:
    """Wait until all nodes are there and every index has its copies. Raises RuntimeError."""
    deadline = time.monotonic() + HEALTHY
    while True:
        health = cluster.health()
        if health["status"] == "green" and health["number_of_nodes"] == len(NAMES):
            return
        if time.monotonic() > deadline:
            raise RuntimeError(f"the cluster does not become whole: {health}")
        time.sleep(0.05)


def summary(visits: list[Visit], killed_at: list[float], timeout: float) -> dict[str, Any]:
    """What the visitors met, in pages and seconds.

    A client has turned to another node after at most its time-out: `failed_later` are the pages
    that were asked for after that, or before any kill.
    """
    failed = [each for each in visits if each.failed]
    later = [each for each in failed if since(each, killed_at) > timeout]
    good = sorted(each.answered for each in visits if not each.failed)
    gaps = [after - before for before, after in pairwise(good)]
    return {
        "pages": len(visits),
        "failed": len(failed),
        "failed_later": len(later),
        "longest_pause": round(max(gaps, default=0.0), 2),
        "slowest": round(max((each.answered - each.asked for each in visits), default=0.0), 2),
        "first_failures": [
            f"{each.path}: {each.status}, {since(each, killed_at):.1f} s after a kill, "
            f"in {each.answered - each.asked:.1f} s"
            for each in failed[:10]
        ],
    }


def since(visit: Visit, killed_at: list[float]) -> float:
    """How many seconds after the last kill before it a page was asked for."""
    return min((visit.asked - moment for moment in killed_at if moment < visit.asked), default=inf)


if __name__ == "__main__":
    sys.exit(main())
