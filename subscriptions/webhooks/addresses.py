"""Where a webhook may go: to the public internet, and never into a network of ours or a host's.

What is checked is the number that a name leads to, and the connection is made to just that
number: a name that leads elsewhere the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

PORTS = {"https": 443, "http": 80}
# Not of the public internet, whatever a version of Python makes of them.
_NEVER = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # for protocols (RFC 6890)
            "192.88.99.0/24",  # relays to 6to4 (RFC 7526)
            "2001::/23",  # for protocols, Teredo among them: an IPv4 address inside (RFC 4380)
            "2001:db8::/32",  # for examples (RFC 3849)
            "2002::/16",  # 6to4: an IPv4 address inside (RFC 3056)
            "3fff::/20",  # for examples (RFC 9637)
        ),
    )
)
# All that was given out of IPv6 (RFC 4291). Outside of it are, among others, the addresses that
# carry an IPv4 address: mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96, RFC 6052).
_UNICAST = ipaddress.ip_network("2000::/3")


class RefusedAddressError(Exception):
    """This address is not for a webhook; the message says why, without the address."""


@dataclass(frozen=True)
class Target:
    """An address in its parts; `host` is in ASCII, `path` holds the query as well."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str, *, allow_private: bool = False) -> Target:
    """Take an address apart. Raises RefusedAddressError for what no webhook can have.

    `allow_private` allows http as well: in a network of one's own there may be no https.
    """
    try:
        URLValidator(schemes=list(PORTS))(url)
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except (ValidationError, ValueError) as error:
        raise RefusedAddressError(_("Dit is geen volledig adres.")) from error
    if parts.scheme != "https" and not allow_private:
        raise RefusedAddressError(_("Het adres moet met https:// beginnen."))
    if parts.username is not None or parts.password is not None:
        raise RefusedAddressError(_("Zet geen naam of wachtwoord in het adres."))
    path = iri_to_uri(parts.path or "/")
    if parts.query:
        path = f"{path}?{iri_to_uri(parts.query)}"
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, for one receiver.

    False for private and shared (RFC 6598), loopback, link-local, multicast and reserved
    addresses, and for those that carry an IPv4 address inside: they lead where that one leads.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    if any(ip in network for network in _NEVER if network.version == ip.version):
        return False
    return ip.version == 4 or ip in _UNICAST


def resolve(target: Target, seconds: float, *, allow_private: bool = False) -> list[str]:
    """The IP addresses that a host has now. Raises RefusedAddressError when one is not public.

    One that is not is enough to refuse them all: such a name is a trick or a mistake. Raises
    OSError when the name is not known, TimeoutError when nobody knows within so many seconds.
    """
    found = _look_up(target, seconds)
    if not allow_private and not all(map(is_public, found)):
        raise RefusedAddressError(_("Dit adres ligt niet op het openbare internet."))
    return found


def _look_up(target: Target, seconds: float) -> list[str]:
    # The system's resolver keeps no time-out of ours; a thread that is left behind ends by itself.
    found: list[str] = []
    failed: list[Exception] = []

    def look() -> None:
        try:
            rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:  # a part of a name may be too long
            failed.append(error)
        else:
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))

    thread = threading.Thread(target=look, name="webhook-name", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not found:
        raise TimeoutError("the name was not resolved in time")
    return found
