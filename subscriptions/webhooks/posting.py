"""One POST to a stranger, who may be slow, lie, send us on, or never stop talking."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from subscriptions.webhooks.addresses import RefusedAddressError, parse, resolve

TIME = 10.0  # seconds, for all of it: the name, the connection, the request and the answer
MAX_ANSWER = 64 * 1024  # bytes that are read of an answer, headers included


@dataclass(frozen=True)
class Answer:
    """How a POST went: the HTTP status, or None with why there was none."""

    status: int | None
    error: str = ""

    @property
    def taken(self) -> bool:
        """Whether the receiver has it. Being sent elsewhere is no yes: nobody goes there."""
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow_private: bool = False,
    seconds: float = TIME,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Send a body to an address. Never raises for what the receiver does.

    The connection goes to an IP address that was checked, over TLS for the name in the address.
    `trust` is who may vouch for certificates; by default those whom the system trusts.
    """
    deadline = time.monotonic() + seconds
    try:
        target = parse(url, allow_private=allow_private)
        addresses = resolve(target, seconds, allow_private=allow_private)
        channel = _Channel(_connect(addresses, target.port, deadline), deadline)
        try:
            if target.scheme == "https":
                channel.secure(trust or ssl.create_default_context(), target.host)
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = channel  # as much of a socket as it uses
            connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": target.host_header, **headers}.items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, _words_of(response))
        finally:
            channel.hang_up()
    except RefusedAddressError as error:
        return Answer(None, str(error))
    except ssl.SSLCertVerificationError as error:
        return Answer(None, _("Het certificaat klopt niet: %s") % error.verify_message)
    except TimeoutError:
        return Answer(None, _("Geen antwoord binnen %d seconden") % seconds)
    except socket.gaierror:
        return Answer(None, _("De naam in het adres is niet bekend"))
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Answer(None, _("Geen bruikbaar antwoord (%s)") % type(error).__name__)


def _words_of(response: http.client.HTTPResponse) -> str:
    """What to note beside a status; the rest of the answer is read politely and left.

    By then the receiver has said yes or no: whatever is wrong with the rest changes nothing.
    """
    try:
        response.read(MAX_ANSWER)
    except (OSError, http.client.HTTPException):
        return ""
    if 300 <= response.status < 400:
        return _("Stuurt door naar een ander adres; vul dat zelf in")
    return ""


def _connect(addresses: list[str], port: int, deadline: float) -> socket.socket:
    """A connection to the first of these addresses that takes it."""
    failure: OSError = OSError("no address")
    for number, address in enumerate(addresses):
        share = _left(deadline) / (len(addresses) - number)
        try:
            return socket.create_connection((address, port), timeout=share)
        except OSError as error:
            failure = error
    raise failure


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Channel:
    """A socket on which everything together ends at the deadline, also for who trickles."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Go on over TLS, with who proves to be this host."""
        self._sock.settimeout(_left(self._deadline))
        self._sock = context.wrap_socket(self._sock, server_hostname=host)

    def sendall(self, data: Any) -> None:
        """Send it all."""
        self._sock.settimeout(_left(self._deadline))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The answer, as a file."""
        return io.BufferedReader(_Reader(self._sock, self._deadline))

    def close(self) -> None:
        """Nothing: the answer may still be read after the connection is let go of."""

    def hang_up(self) -> None:
        """End the connection."""
        self._sock.close()


class _Reader(io.RawIOBase):
    """What is read from a socket: until the deadline, and so many bytes."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline
        self._room = MAX_ANSWER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._room:
            return 0  # that was enough; with 0 a socket would fill the whole buffer
        self._sock.settimeout(_left(self._deadline))
        count = self._sock.recv_into(buffer, min(len(buffer), self._room))
        self._room -= count
        return count
