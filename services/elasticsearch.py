"""One node of Elasticsearch, from the distribution that Elastic publishes for integration tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.place import Place, ServiceMissingError
from services.process import end, is_ours, read_pid, spawn

VERSION = "8.19.21"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
JAVA = 17  # or later
START_SECONDS = 120.0


def distribution(place: Place) -> Path:
    """The unpacked distribution; fetched with Maven the first time (107 MB).

    Raises ServiceMissingError.
    """
    home = place.folder / f"elasticsearch-{VERSION}"
    if home.exists():
        return home
    archive = place.folder / f"elasticsearch-{VERSION}.zip"
    if not archive.exists():
        _fetch(place.folder)
    partial = place.folder / "unpacking"
    shutil.rmtree(partial, ignore_errors=True)
    shutil.unpack_archive(archive, partial)
    for program in (partial / home.name / "bin").iterdir():
        program.chmod(0o755)
    (partial / home.name).rename(home)
    partial.rmdir()
    return home


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ServiceMissingError("Maven (mvn) ontbreekt; daarmee wordt Elasticsearch opgehaald")
    fetched = subprocess.run(
        [
            *(maven, "-q", "-B", "dependency:copy"),
            *(f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"),
        ],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    if fetched.returncode:
        raise ServiceMissingError(f"Elasticsearch is niet opgehaald: {fetched.stdout.strip()}")


def java_home() -> Path:
    """The folder of a Java that is new enough. Raises ServiceMissingError."""
    named = os.environ.get("JAVA_HOME")
    java = Path(named) / "bin" / "java" if named else Path(shutil.which("java") or "")
    if not java.is_file():
        raise ServiceMissingError("Java ontbreekt; Elasticsearch draait daarop")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if not version or int(version[1]) < JAVA:
        raise ServiceMissingError(f"Java {JAVA} of later is nodig: {told.splitlines()[:1]}")
    return java.resolve().parent.parent


@dataclass(frozen=True)
class Node:
    """One node, with its data, settings and log in a folder of its own."""

    place: Place
    name: str
    http_port: int
    transport_port: int
    heap: str = "512m"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def folder(self) -> Path:
        return self.place.folder / self.name

    @property
    def used(self) -> bool:
        """Whether this node has data of an earlier time."""
        return any((self.folder / "data").glob("*"))

    @property
    def log(self) -> Path:
        return self.folder / "output.log"

    @property
    def running(self) -> bool:
        """Whether the process of this node is there; it may still be starting."""
        return is_ours(self._pid, self._mark)

    @property
    def _pid(self) -> int | None:
        return read_pid(self.folder / "config" / "pid")

    @property
    def _mark(self) -> str:
        return str(self.folder / "tmp")

    def configure(self, **settings: str) -> None:
        """Write the settings of this node; its data stay. Names have `__` for a dot."""
        home = distribution(self.place)
        for part in ("config", "data", "logs", "tmp"):
            self.place.make(self.name, part)
        config = self.folder / "config"
        for name in ("log4j2.properties", "jvm.options"):
            lines = (home / "config" / name).read_text().splitlines()
            kept = [line for line in lines if "-Xlog:gc" not in line]
            (config / name).write_text("\n".join(kept) + "\n")
        told = {
            "node.name": self.name,
            "network.host": "127.0.0.1",
            "http.port": self.http_port,
            "transport.port": self.transport_port,
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "xpack.security.enabled": "false",
            # A test may run on a machine whose disk is nearly full.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **{key.replace("__", "."): value for key, value in settings.items()},
        }
        text = "".join(f"{key}: {value}\n" for key, value in told.items())
        (config / "elasticsearch.yml").write_text(text)

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the node and do not wait; the process returned ends when the node is up.

        Call `configure` before the first time. A node that was killed starts with its data.
        """
        home = distribution(self.place)
        return spawn(
            self.place,
            [str(home / "bin" / "elasticsearch"), "-d", "-p", str(self.folder / "config" / "pid")],
            cwd=self.folder,
            log=self.log,
            env={
                "ES_JAVA_HOME": str(java_home()),
                "ES_PATH_CONF": str(self.folder / "config"),
                "ES_TMPDIR": self._mark,
                "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
            },
        )

    def start(self) -> None:
        """Start the node and wait until it answers. Raises RuntimeError with the end of its log."""
        if not self.running:
            launcher = self.launch()
            if launcher.wait(START_SECONDS):
                raise RuntimeError(f"{self.name} is niet gestart:\n{self.last_lines()}")
        self.wait()

    def wait(self, nodes: int = 1) -> None:
        """Wait until this node sees so many nodes at least, and all data are in service."""
        path = f"/_cluster/health?wait_for_status=yellow&wait_for_nodes=ge({nodes})&timeout=5s"
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                if not self.get(path)["timed_out"]:
                    return
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} werd niet gezond:\n{self.last_lines()}")
            time.sleep(0.2)

    def get(self, path: str) -> Any:
        """The JSON that this node answers. Raises OSError (URLError, HTTPError)."""
        return get_json(self.url + path)

    def stop(self) -> bool:
        """Stop the node in order; False when it did not run."""
        return end(self._pid, self._mark)

    def kill(self) -> bool:
        """Kill the node on the spot (-9), as a power cut would; False when it did not run."""
        return end(self._pid, self._mark, signal.SIGKILL)

    def last_lines(self, count: int = 15) -> str:
        """The end of what the node printed."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-count:])


def get_json(url: str, timeout: float = 10.0) -> Any:
    """What a server answers as JSON. Raises OSError.

    A status of 408 is an answer too: the health call gives it when its time passed.
    """
    try:
        with urllib.request.urlopen(url, timeout=timeout) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        if error.code == 408:
            return json.load(error)
        raise
