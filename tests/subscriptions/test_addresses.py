"""Where a webhook may go."""

from __future__ import annotations

import ipaddress
import socket
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriptions.webhooks import addresses
from subscriptions.webhooks.addresses import (
    RefusedAddressError,
    Target,
    is_public,
    parse,
    resolve,
)

INSIDE = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
NOWHERE = [
    ipaddress.ip_network(network)
    for network in (
        "::/8",  # unspecified, loopback, and IPv4 addresses in disguise
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
]


@pytest.mark.parametrize("network", [*INSIDE, *NOWHERE], ids=str)
@given(data=st.data())
def test_no_address_of_a_closed_network_is_public(network: Any, data: Any) -> None:
    assert not is_public(str(data.draw(st.ip_addresses(network=network))))
    assert not is_public(str(network[0]))
    assert not is_public(str(network[-1]))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_an_ipv6_one_is_never_public(address: Any) -> None:
    number = int(address)
    for inside in (
        f"::ffff:{address}",
        f"::{address}",
        f"64:ff9b::{address}",
        str(ipaddress.IPv6Address(0x2002 << 112 | number << 80)),
        str(ipaddress.IPv6Address(0x20010000 << 96 | number ^ 0xFFFFFFFF)),
    ):
        assert not is_public(inside)


@given(st.ip_addresses(v=4))
def test_every_other_ipv4_address_is(address: Any) -> None:
    assert is_public(str(address)) is not any(address in network for network in INSIDE)


@pytest.mark.parametrize("address", ["9.9.9.9", "185.37.0.1", "2a00:1450:400e::5e", "2620:fe::9"])
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


@given(st.text())
def test_what_is_no_address_is_not_public(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        assert not is_public(text)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:99999/",
        "https://example.org\r\nX-Evil: 1/",
        "https://exa mple.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_an_address_that_no_webhook_can_have_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddressError) as refused:
        parse(url)
    assert "secret" not in str(refused.value)


@given(st.text(max_size=200), st.booleans())
def test_whatever_somebody_types_is_read_or_refused(text: str, private: bool) -> None:
    for url in (text, f"https://{text}", f"https://example.org/{text}"):
        try:
            target = parse(url, allow_private=private)
        except RefusedAddressError:
            continue
        request = f"{target.host_header}{target.path}"
        assert request.isascii()
        assert "\r" not in request
        assert "\n" not in request


def test_an_address_is_taken_apart_as_a_request_needs_it() -> None:
    target = parse("https://café.example.org:8443/pad/é?x=ü")
    assert target == Target("https", "xn--caf-dma.example.org", 8443, "/pad/%C3%A9?x=%C3%BC")
    assert target.host_header == "xn--caf-dma.example.org:8443"
    assert parse("https://[2a00:1450::1]/").host_header == "[2a00:1450::1]"


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "127.1", "0x7f.1", "localhost"])
def test_loopback_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(RefusedAddressError):
        resolve(Target("https", host, 443, "/"), 5)


def resolving(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    """Another answer to what a name leads to, for webhooks alone: the rest of the test needs it."""
    own = SimpleNamespace(getaddrinfo=answer, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr(addresses, "socket", own)


def test_one_closed_address_among_open_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, port)) for address in ("9.9.9.9", "10.0.0.1")]

    resolving(monkeypatch, answer)
    with pytest.raises(RefusedAddressError):
        resolve(Target("https", "example.org", 443, "/"), 5)
    assert resolve(Target("https", "example.org", 443, "/"), 5, allow_private=True) == [
        "9.9.9.9",
        "10.0.0.1",
    ]


def test_a_name_that_nobody_answers_for_does_not_hold_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def wait(*_: Any, **__: Any) -> list[Any]:
        ended.wait(10)
        return []

    resolving(monkeypatch, wait)
    with pytest.raises(TimeoutError):
        resolve(Target("https", "example.org", 443, "/"), 0.1)
    ended.set()
