"""Ten wrong passwords close the login for who typed them, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from kennisplatform.visitors import proxy_networks, visitor_address

pytestmark = pytest.mark.django_db
LOGIN = "/beheer/login/"


@pytest.fixture(autouse=True)
def with_lockout(settings: Any) -> None:
    settings.AXES_ENABLED = True


def log_in(address: str, password: str) -> int:
    client = Client(REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": address})
    return client.post(LOGIN, {"username": "redacteur", "password": password}).status_code


@pytest.mark.parametrize(
    ("stranger", "editor"),
    [("203.0.113.7", "198.51.100.9"), ("2001:db8:1::7", "2001:db8:2::9")],
)
def test_a_stranger_behind_the_same_proxy_locks_no_editor_out(
    stranger: str, editor: str, django_user_model: Any
) -> None:
    django_user_model.objects.create_superuser("redacteur", password="een-goed-wachtwoord")
    answers = [log_in(stranger, "fout") for _time in range(11)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert log_in(stranger, "een-goed-wachtwoord") == 429
    assert log_in(editor, "een-goed-wachtwoord") == 302


@pytest.mark.parametrize(
    ("remote", "told", "address"),
    [
        ("81.2.3.4", "", "81.2.3.4"),
        ("81.2.3.4", "198.51.100.9", "81.2.3.4"),  # who comes by itself is not believed
        ("127.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("127.0.0.1", "192.0.2.1, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.5", "198.51.100.9", "10.0.0.5"),  # nobody said that a proxy stands there
        ("10.1.0.5", "198.51.100.9", "198.51.100.9"),
        ("", "198.51.100.9", "198.51.100.9"),  # a socket file
        ("127.0.0.1", "onzin", "127.0.0.1"),
        ("", "", None),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("2001:db8:0:1:2:3:4:5", "", "2001:db8:0:1::"),
        ("::1", "2001:db8:0:1:9:9:9:9", "2001:db8:0:1::"),
    ],
)
def test_where_a_visitor_comes_from(
    rf: Any, settings: Any, remote: str, told: str, address: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxy_networks(["127.0.0.0/8", "::1", "10.1.0.0/16"])
    request = rf.get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": told} if told else {})
    assert visitor_address(request) == address


def test_a_proxy_that_is_no_address_is_told() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"TRUSTED_PROXIES: .*10\.0\.0\.1/8"):
        proxy_networks(["127.0.0.1", "10.0.0.1/8"])
