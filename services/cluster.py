"""Several nodes on loopback that form one cluster; each can be killed and started by its name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from services.elasticsearch import START_SECONDS, Node
from services.place import Place, free_port


class Cluster:
    """A cluster of named nodes: `Cluster(place, ["een", "twee", "drie"])`.

    Names and ports are kept in the folder, so that another process finds the same nodes.
    As a context manager it starts all nodes and stops them at the end.
    """

    def __init__(
        self,
        place: Place,
        names: Sequence[str],
        *,
        title: str = "elasticsearch",
        heap: str = "512m",
        http_port: int | None = None,
    ) -> None:
        self._place = place
        self._title = title
        self._heap = heap
        self._wanted_port = http_port
        self.nodes = {name: self._node(name) for name in names}

    def _node(self, name: str) -> Node:
        full = f"{self._title}-{name}"
        kept = self._place.folder / full / "ports.json"
        ports = json.loads(kept.read_text()) if kept.exists() else {}
        if self._wanted_port and ports.get("http") != self._wanted_port:
            ports = {"http": self._wanted_port}
        http, transport = (ports.get(each) or free_port() for each in ("http", "transport"))
        self._place.make(full)
        kept.write_text(json.dumps({"http": http, "transport": transport}))
        return Node(self._place, full, http, transport, self._heap)

    @property
    def urls(self) -> list[str]:
        """The address of every node, running or not."""
        return [node.url for node in self.nodes.values()]

    @property
    def running(self) -> bool:
        """Whether all nodes run."""
        return all(node.running for node in self.nodes.values())

    def start(self) -> None:
        """Start what does not run, all at once, and wait until all are one healthy cluster."""
        waiting = []
        for node in self.nodes.values():
            if not node.running:
                self._configure(node)
                waiting.append((node, node.launch()))
        for node, launcher in waiting:
            if launcher.wait(START_SECONDS):
                raise RuntimeError(f"{node.name} is niet gestart:\n{node.last_lines()}")
        for node in self.nodes.values():
            node.wait(nodes=len(self.nodes))
            self._configure(node)

    def _configure(self, node: Node) -> None:
        if len(self.nodes) == 1:
            node.configure(cluster__name=self._title, discovery__type="single-node")
            return
        hosts = ", ".join(f"127.0.0.1:{each.transport_port}" for each in self.nodes.values())
        settings = {"cluster__name": self._title, "discovery__seed_hosts": f"[{hosts}]"}
        if not node.used:
            # Only for the very first time: with it a node that lost its data would start a
            # second cluster.
            names = ", ".join(each.name for each in self.nodes.values())
            settings["cluster__initial_master_nodes"] = f"[{names}]"
        node.configure(**settings)

    def stop(self) -> int:
        """Stop every node that runs; how many did."""
        return sum(node.stop() for node in self.nodes.values())

    def health(self) -> Any:
        """What the first node that answers says of the cluster. Raises OSError when none does."""
        error: OSError | None = None
        for node in self.nodes.values():
            try:
                return node.get("/_cluster/health")
            except OSError as caught:
                error = caught
        raise error or OSError("a cluster without nodes")

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
