"""`python -m soak.visitors HOST:PORT`: ask for pages without end, until the input is closed.

Prints one line of JSON then: for each page when it was asked and answered, by the clock that all
processes of this machine share, and with which status (0 for no answer).
"""

from __future__ import annotations

import http.client
import json
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from typing import NamedTuple

from services.place import PROJECT, free_port
from soak.places import Environment

PAGES = (
    "/zoeken/?q=mantelzorg",
    "/zoeken/",
    "/zoeken/?q=eenzaamheid+buurthuis&soort=praktijkvoorbeeld",
    "/zoeken/waarden/?facet=thema",
    "/zoeken/?q=scholing&volgorde=nieuwste",
    "/zoeken/suggesties/?q=wijk",
    "/zoeken/waarden/?facet=regio&q=nachtzorg",
    "/api/v1/entries?q=wijkteam",
)
VISITORS = 2
THINKING = 0.1  # seconds between two pages of one visitor; the servers are on this machine too
PATIENCE = 30.0  # seconds for an answer
STARTING = 60.0  # seconds for the first page of the web server


class Visit(NamedTuple):
    """One page that was asked for."""

    asked: float
    answered: float
    status: int
    path: str

    @property
    def failed(self) -> bool:
        """Whether the visitor did not get what was asked for."""
        return self.status != 200


@contextmanager
def serving(environment: Environment) -> Iterator[str]:
    """The web server as the systemd unit starts it, for as long as this lasts: its HOST:PORT."""
    address = f"127.0.0.1:{free_port()}"
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--config", "operations/gunicorn_conf.py"),
            "kennisplatform.wsgi",
        ],
        cwd=PROJECT,
        env={**environment, "WEB_BIND": address},
    ) as server:
        try:
            # Several times, since there are several processes: the first page of each reads word
            # lists, and on a cluster that was just started it takes longer than any after it.
            for path in PAGES * 4:
                _wait_for(address, path, server)
            yield address
        finally:
            server.terminate()


@contextmanager
def visiting(address: str) -> Iterator[list[Visit]]:
    """Visitors for as long as this lasts; the list has their visits once it is over."""
    visits: list[Visit] = []
    with subprocess.Popen(
        [sys.executable, "-m", "soak.visitors", address],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as visitors:
        try:
            yield visits
        finally:
            told, _nothing = visitors.communicate()
            visits += (Visit(*each) for each in json.loads(told))


def main() -> int:
    """Ask until the input is closed."""
    (address,) = sys.argv[1:]
    over = threading.Event()
    visits: list[Visit] = []
    threads = [
        threading.Thread(target=visit, args=(address, number, over, visits))
        for number in range(VISITORS)
    ]
    for thread in threads:
        thread.start()
    select.select([sys.stdin], [], [])
    over.set()
    for thread in threads:
        thread.join()
    print(json.dumps(sorted(visits)))
    return 0


def visit(address: str, number: int, over: threading.Event, visits: list[Visit]) -> None:
    """One visitor, who begins with another page than the others."""
    pages = cycle(PAGES[number * 3 :] + PAGES[: number * 3])
    connection = http.client.HTTPConnection(address, timeout=PATIENCE)
    while not over.wait(THINKING):
        path = next(pages)
        asked = time.monotonic()
        status = _status(connection, path)
        visits.append(Visit(asked, time.monotonic(), status, path))


def _wait_for(address: str, path: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTING
    while _status(http.client.HTTPConnection(address), path) != 200:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the web server does not answer {path}")
        time.sleep(0.2)


def _status(connection: http.client.HTTPConnection, path: str) -> int:
    try:
        connection.request("GET", path)
        with connection.getresponse() as response:
            response.read()
            return response.status
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0


if __name__ == "__main__":
    sys.exit(main())
