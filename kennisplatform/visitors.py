"""Where a request comes from: to count requests by, never to keep."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.http import HttpRequest

ONE_CONNECTION = 64  # bits of an IPv6 address that one connection is given


def visitor_address(request: HttpRequest) -> str | None:
    """The address of who asks; of IPv6 the beginning that one connection has. None when unknown.

    A proxy on this machine or network tells for whom it asks: what it added itself stands last.
    """
    parsed = _parsed(request.META.get("REMOTE_ADDR", ""))
    if parsed is None or parsed.is_private:  # a socket file has no address
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        parsed = _parsed(told) or parsed
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, ONE_CONNECTION), strict=False).network_address)
    return None if parsed is None else str(parsed)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    """The address; one of IPv4 as itself where a socket for both writes it as ::ffff:a.b.c.d."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
