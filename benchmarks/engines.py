"""The search page on the embedded engine and on Elasticsearch, and the bare `_search` request."""

from __future__ import annotations

from typing import Any

from benchmarks.running import figures, timed
from services import Cluster, ServiceMissingError, find_place

HEAP = "1g"


def compare_engines(size: int, environment: dict[str, str]) -> dict[str, Any]:
    """Rebuild, publishing and pages on a node of our own, and the same pages against it.

    Returns {"missing": reason} on a machine where Elasticsearch cannot run.
    """
    try:
        with Cluster(find_place(), ["bench"], heap=HEAP) as cluster:
            host = cluster.urls[0].partition("://")[2]
            address = f"elasticsearch://{host}/bench{size}"
            clustered = {**environment, "SEARCH_URL": address}
            rebuild = timed(clustered, "rebuild_index")
            print("  ingebouwde zoekmachine en kaal verzoek om de beurt", flush=True)
            against = figures(environment, "against", address)
            print("  pagina's op Elasticsearch meten", flush=True)
            inside = figures(clustered, "inside")
    except ServiceMissingError as error:
        return {"missing": str(error)}
    return {"heap": HEAP, "rebuild": rebuild, "against": against, "inside": inside}
