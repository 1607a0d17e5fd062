"""`SEARCH_URL`: what it may say, and that its secrets stay where they are."""

from __future__ import annotations

import pprint
import traceback

import certifi
import pytest
from django.core.exceptions import ImproperlyConfigured

from search.address import SearchAddress

SECRET = "zeer-geheim"  # the word that must never be seen


def test_embedded_needs_nothing_more() -> None:
    assert SearchAddress.parse("embedded:") == SearchAddress(engine="embedded")


def test_one_host_with_a_password_and_a_prefix() -> None:
    address = SearchAddress.parse("elasticsearch://kp:a%2Fb%40c@zoek.example:9201/kennis")

    assert address.hosts == ("http://zoek.example:9201",)
    assert (address.user, address.password, address.prefix) == ("kp", "a/b@c", "kennis")


def test_several_hosts_with_tls_a_key_and_an_authority() -> None:
    authority = certifi.where()
    address = SearchAddress.parse(
        f"elasticsearchs://een,twee:9201,[2001:db8::1]:9202?api_key={SECRET}+==&ca={authority}"
    )

    assert address.hosts == ("https://een:9200", "https://twee:9201", "https://[2001:db8::1]:9202")
    assert (address.api_key, address.ca, address.prefix) == (
        f"{SECRET}+==",
        authority,
        "kennisplatform",
    )


@pytest.mark.parametrize(
    ("url", "about"),
    [
        ("", "engine before the colon"),
        (f"solr://u:{SECRET}@een", "engine before the colon"),
        (f"elasticsearch://u:{SECRET}@", "host 1"),
        (f"elasticsearch://u:{SECRET}@een:x", "host 1"),
        (f"elasticsearch://u:{SECRET}@een,", "host 2"),
        (f"elasticsearch://u:{SECRET}#1@een", "host 1"),
        (f"elasticsearch://u:{SECRET}/1@een", "host 1"),
        (f"elasticsearch://{SECRET}@een", "user:password"),
        (f"elasticsearch://u:{SECRET}@een/Hoofdletter", "prefix"),
        (f"elasticsearch://u:{SECRET}@een/a/b", "prefix"),
        (f"elasticsearch://u:{SECRET}@een?tls=1", "after the ?"),
        (f"elasticsearch://u:{SECRET}@een?api_key={SECRET}", "not both"),
        (f"elasticsearch://u:{SECRET}@een?ca=/etc/zoek.pem", "TLS"),
        (f"elasticsearch://u:{SECRET}@[een", "no address"),
        (f"elasticsearchs://u:{SECRET}@een?ca=/bestaat/niet.pem", "/bestaat/niet.pem"),
        (f"elasticsearchs://u:{SECRET}@een?ca={__file__}", "cannot be read"),
    ],
)
def test_a_mistake_is_named_without_repeating_what_stands_there(url: str, about: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        SearchAddress.parse(url)

    assert str(caught.value).startswith("SEARCH_URL: ")
    assert about in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_no_way_to_print_an_address_shows_its_secret() -> None:
    for address in (
        SearchAddress.parse(f"elasticsearch://kp:{SECRET}@een"),
        SearchAddress.parse(f"elasticsearch://een?api_key={SECRET}"),
    ):
        for shown in (repr(address), str(address), f"{address}", pprint.pformat(address)):
            assert "een" in shown
            assert SECRET not in shown


@pytest.mark.parametrize(
    ("url", "exposed"),
    [
        ("elasticsearch://u:p@zoek.example", True),
        ("elasticsearchs://u:p@zoek.example", False),
        ("elasticsearch://u:p@127.0.0.1:9200,localhost,[::1]", False),
        ("elasticsearch://zoek.example", False),
    ],
)
def test_a_secret_in_plain_sight_on_a_network_is_noticed(url: str, exposed: bool) -> None:
    assert SearchAddress.parse(url).exposes_secret is exposed
