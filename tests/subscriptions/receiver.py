"""The site of a region that is called: a real server, well-behaved or not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Manner = Callable[[socket.socket], None]
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@dataclass
class Request:
    """What a receiver got: `headers` by their name in small letters."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Answers every request in the manner of the moment, and remembers what it got."""

    port: int
    manner: Manner
    got: list[Request] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        """Its address, without TLS."""
        return f"http://127.0.0.1:{self.port}/haak"


def says(answer: bytes) -> Manner:
    """Answer just this and hang up."""
    return lambda call: call.sendall(answer)


def status(code: int, *headers: str) -> Manner:
    """Answer with this status."""
    lines = [f"HTTP/1.1 {code} Zo", *headers, "Content-Length: 0", "", ""]
    return says("\r\n".join(lines).encode())


@contextmanager
def receiver(manner: Manner | None = None, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on loopback."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        found = Receiver(server.getsockname()[1], manner or says(OK))
        threads: list[threading.Thread] = []

        def take() -> None:
            while True:
                try:
                    call, _address = server.accept()
                except OSError:
                    return
                found.connections += 1
                thread = threading.Thread(target=_serve, args=(found, call, tls), daemon=True)
                thread.start()
                threads.append(thread)

        taking = threading.Thread(target=take, daemon=True)
        taking.start()
        yield found
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    taking.join(5)
    for thread in threads:
        thread.join(5)


def _serve(found: Receiver, call: socket.socket, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        if tls:
            call = tls.wrap_socket(call, server_side=True)
        with call:
            found.got.append(_read(call))
            found.manner(call)


def _read(call: socket.socket) -> Request:
    with call.makefile("rb") as file:
        line = file.readline().decode().strip()
        headers: dict[str, str] = {}
        while header := file.readline().decode().strip():
            name, _colon, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = file.read(int(headers.get("content-length", 0)))
    return Request(line, headers, body)
