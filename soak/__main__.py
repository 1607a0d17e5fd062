"""`make soak`: kill processes and nodes, compare every document, and write docs/soak.md.

    python -m soak [--kills 200] [--nodes 6] [--seed 1]

Works in `var/soak`, on servers of its own on loopback, or the ones that `POSTGRES_URL` and
`ELASTICSEARCH_URL` name.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time

from services.__main__ import Services
from services.place import PROJECT, ServiceMissingError, find_place
from soak import cluster
from soak.places import large, small
from soak.report import write_report
from soak.running import kills


def main() -> int:
    """Run it all; returns 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="op elke database")
    parser.add_argument("--nodes", type=int, default=6, help="zo vaak een knooppunt")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    folder = PROJECT / "var" / "soak"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not {"POSTGRES_URL", "ELASTICSEARCH_URL"} <= os.environ.keys():
        again = [sys.executable, "-m", "soak", *sys.argv[1:]]
        try:
            return Services(find_place()).run(again)
        except ServiceMissingError as error:
            print(f"Geen services: {error}.", file=sys.stderr)
            return 1
    print(f"Zaad {asked.seed}. SQLite met de ingebouwde zoekmachine:", flush=True)
    results = {"sqlite": kills(small(folder / "small"), asked.kills, asked.seed)}
    print("PostgreSQL met Elasticsearch:", flush=True)
    hosts = [os.environ["ELASTICSEARCH_URL"]]
    with large(folder / "large", os.environ["POSTGRES_URL"], hosts) as environment:
        results["postgresql"] = kills(environment, asked.kills, asked.seed)
    print("Een cluster van drie knooppunten:", flush=True)
    with (
        cluster.nodes() as nodes,
        large(folder / "cluster", os.environ["POSTGRES_URL"], nodes.urls) as environment,
    ):
        results["cluster"] = kills(environment, asked.nodes, asked.seed, of="soak.cluster")
    (folder / "results.json").write_text(json.dumps(results, indent=1))
    write_report(results, PROJECT / "docs" / "soak.md")
    print("docs/soak.md is geschreven.")
    return 1 if any(result["faults"] for result in results.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
