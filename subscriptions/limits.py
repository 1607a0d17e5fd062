"""How often one place may ask for a mail. Says nothing about any address that is asked for."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

PERIOD = 3_600  # seconds
# A whole learning network may follow from one room, behind one address.
ASKED_IN_PERIOD = 60


def asks_too_often(request: HttpRequest) -> bool:
    """Count this request for a mail; whether it is one too many from where it came."""
    cache = caches["limits"]
    # What is kept cannot be read back as an address.
    place = salted_hmac("subscriptions.limits", _place(request)).hexdigest()
    cache.add(place, 0, PERIOD)
    try:
        return cache.incr(place) > ASKED_IN_PERIOD
    except ValueError:  # the period ended between these two lines
        return False


def _place(request: HttpRequest) -> str:
    """The address of who asks; of IPv6 the part that one connection is given.

    A proxy on this machine or network tells for whom it asks: what it added itself stands last.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if _is_inside(address):
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        address = told or address
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return parsed.exploded[:19]  # /64
    return address if parsed is None else str(parsed)


def _is_inside(address: str) -> bool:
    parsed = _parsed(address)
    return parsed is None or parsed.is_private  # a socket file has no address


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address; one of IPv4 as itself where a socket for both writes it as ::ffff:a.b.c.d."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
