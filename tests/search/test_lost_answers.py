"""A node that dies may have done what it was asked for: the next one is asked for the same."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from search import finding, queue, rebuild
from search.address import SearchAddress
from search.engines import current_engine
from search.query import SearchQuery
from tests import build

pytestmark = pytest.mark.django_db


class Forgetful(BaseHTTPRequestHandler):
    """Passes everything on, and of every other change of one kind it loses the answer."""

    protocol_version = "HTTP/1.1"
    behind = ""
    lost: set[str]

    def pass_on(self) -> None:
        """Ask the server behind this one."""
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(self.behind, timeout=60)
        headers = {key: value for key, value in self.headers.items() if key != "Host"}
        connection.request(self.command, self.path, sent, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        key = f"{self.command} {self.path.partition('?')[0]}"
        if self.command in ("PUT", "POST") and "_search" not in self.path and key not in self.lost:
            self.lost.add(key)
            self.close_connection = True
            return
        self.lost.discard(key)
        self.send_response(answer.status)
        for name in ("Content-Type", "X-Elastic-Product"):
            self.send_header(name, answer.headers[name] or "")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = pass_on

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def lost(on_cluster: SearchAddress, settings: Any) -> Iterator[set[str]]:
    """The site on two hosts that lose answers; what was lost and not asked again yet."""
    handler = type("Handler", (Forgetful,), {"behind": urlsplit(on_cluster.hosts[0]).netloc})
    handler.lost = set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    hosts = tuple(f"http://{name}:{server.server_port}" for name in ("127.0.0.1", "localhost"))
    settings.SEARCH_ADDRESS = replace(on_cluster, hosts=hosts)
    try:
        yield handler.lost
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def titles() -> set[str]:
    return {hit.card.title for hit in finding.find(SearchQuery.of("")).hits}


def test_what_was_done_without_an_answer_is_not_taken_for_a_failure(lost: set[str]) -> None:
    made = build.entry(title="Eerst")
    queue.drain()
    rebuild.rebuild()
    rebuild.rebuild()
    made.title = "Daarna"
    made.save()
    queue.drain()
    assert titles() == {"Daarna"}

    rebuild.roll_back()

    assert titles() == {"Daarna"}
    assert current_engine().behind_since() is None
    assert not lost  # all of it was asked a second time
