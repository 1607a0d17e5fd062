"""Where a request comes from: to count requests by, never to keep."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

ONE_CONNECTION = 64  # bits of an IPv6 address that one connection is given

Network = IPv4Network | IPv6Network


def proxy_networks(written: Iterable[str]) -> list[Network]:
    """The setting TRUSTED_PROXIES: addresses and networks, such as 10.0.0.0/24.

    Raises ImproperlyConfigured for what is neither.
    """
    try:
        return [ip_network(each.strip()) for each in written if each.strip()]
    except ValueError as error:
        raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from None


def visitor_address(request: HttpRequest) -> str | None:
    """The address of who asks; of IPv6 the beginning that one connection has. None when unknown.

    A proxy that we know tells for whom it asks: what it added itself stands last. Nobody else is
    believed, also not on a closed network.
    """
    parsed = _parsed(request.META.get("REMOTE_ADDR", ""))
    # Only a proxy on this machine comes through a socket file, which has no address.
    if parsed is None or any(parsed in network for network in settings.TRUSTED_PROXIES):
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
