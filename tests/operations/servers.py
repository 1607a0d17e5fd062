"""A real web server on loopback, as the systemd unit starts it."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.operations.places import Place

WAIT = 60.0  # seconds; the machine may be busy


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


@contextmanager
def serving(place: Place) -> Iterator[str]:
    """Serve a place for as long as this lasts; gives `host:port`."""
    address = f"127.0.0.1:{free_port()}"
    place.extra["WEB_BIND"] = address
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "operations/gunicorn_conf.py",
         "kennisplatform.wsgi"],
        cwd=place.code, env=place.environment(), stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            until = time.monotonic() + WAIT
            while True:
                try:
                    get(address, "/robots.txt")
                    break
                except OSError:
                    assert server.poll() is None
                    assert time.monotonic() < until, "the server does not answer"
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()


def get(address: str, path: str, **headers: str) -> tuple[int, str]:
    """Status and text of a page, asked as a web server in front does after https."""
    connection = http.client.HTTPConnection(address, timeout=30)
    try:
        sent = {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https", **sent})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
