"""A server between the site and a real Elasticsearch, that may lose or delay its answers."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from search.address import SearchAddress


class PassingOn(BaseHTTPRequestHandler):
    """Asks the server behind this one, and gives its answer unless `before_answer` says not to."""

    protocol_version = "HTTP/1.1"
    behind = ""

    def before_answer(self) -> bool:
        """Called when the server behind has answered; False when that answer gets lost."""
        return True

    def pass_on(self) -> None:
        """Ask the server behind this one."""
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(self.behind, timeout=60)
        headers = {key: value for key, value in self.headers.items() if key != "Host"}
        connection.request(self.command, self.path, sent, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if not self.before_answer():
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name in ("Content-Type", "X-Elastic-Product"):
            self.send_header(name, answer.headers[name] or "")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = pass_on

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def between(address: SearchAddress, kind: type[PassingOn], **values: Any) -> Iterator[int]:
    """The port of such a server before the one of an address; `values` are attributes of it."""
    handler = type("Handler", (kind,), {"behind": urlsplit(address.hosts[0]).netloc, **values})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
