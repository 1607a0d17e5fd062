"""Links that were tampered with open nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import signing
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from subscriptions import following, links
from subscriptions.models import Subscription
from tests.subscriptions.following import follow

pytestmark = pytest.mark.django_db

READERS: dict[str, Callable[[str], object]] = {
    "bevestigen": links.read_confirm,
    "afmelden": links.read_unsubscribe,
    "beheren": links.read_manage,
}


def token_of(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


@pytest.fixture
def subscription() -> Subscription:
    made = follow("q=zorg", "jan@voorbeeld.test")
    made.nonce = "een-verzoek"
    made.save()
    return made


def tokens(subscription: Subscription) -> dict[str, str]:
    """A good token of each kind."""
    return {
        "bevestigen": token_of(links.confirm_url(subscription)),
        "afmelden": token_of(links.unsubscribe_url(subscription)),
        "beheren": token_of(links.manage_url(subscription.follower)),
    }


def opens(token: str) -> list[str]:
    """What a token opens, of all there is."""
    return [name for name, read in READERS.items() if read(token) is not None]


def test_each_link_opens_one_thing_and_holds_no_address(subscription: Subscription) -> None:
    for name, token in tokens(subscription).items():
        assert opens(token) == [name]
        assert "jan" not in token
        assert subscription.follower.key not in token
        assert subscription.nonce not in token
    assert links.read_confirm(tokens(subscription)["bevestigen"]) == subscription
    assert links.read_manage(tokens(subscription)["beheren"]) == subscription.follower


def test_a_link_is_an_address_of_this_site(subscription: Subscription, settings: Any) -> None:
    settings.BASE_URL = "https://voorbeeld.test"

    assert links.confirm_url(subscription).startswith("https://voorbeeld.test/volgen/bevestigen/")
    assert links.unsubscribe_url(subscription).startswith("https://voorbeeld.test/volgen/afmelden/")
    assert links.manage_url(subscription.follower).startswith(
        "https://voorbeeld.test/volgen/beheren/"
    )


def test_a_token_that_was_cut_or_changed_anywhere_opens_nothing(subscription: Subscription) -> None:
    for token in tokens(subscription).values():
        for place in range(len(token)):
            assert opens(token[:place]) == []
            other = "A" if token[place] != "A" else "B"
            assert opens(token[:place] + other + token[place + 1 :]) == [], place
        assert opens(f"{token}A") == []
        assert opens(token.upper()) == []


def test_the_signature_of_one_person_is_not_good_for_another(subscription: Subscription) -> None:
    other = follow("q=zorg", "piet@voorbeeld.test")
    other.nonce = "een-verzoek"
    other.save()
    for mine, theirs in zip(tokens(subscription).values(), tokens(other).values(), strict=True):
        head, _dot, tail = mine.partition(".")
        other_head, _dot, other_tail = theirs.partition(".")
        assert opens(f"{other_head}.{tail}") == []
        assert opens(f"{head}.{other_tail}") == []


@tried(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120) | st.from_regex(r"[0-9a-f]{32}(\.[\w=-]{1,50}){0,3}", fullmatch=True))
@example("٣" * 32 + ".x")
@example("{" + "0" * 30 + "}.x")
@example("\x00")
def test_what_somebody_makes_up_opens_nothing(subscription: Subscription, token: str) -> None:
    assert opens(token) == []
    assert opens(f"{subscription.pk.hex}.{token}") == []
    assert opens(f"{subscription.follower_id.hex}.{token}") == []


def test_a_signature_made_with_another_secret_opens_nothing(
    subscription: Subscription, settings: Any
) -> None:
    settings.SECRET_KEY = "iemand-anders" * 5
    forged = tokens(subscription)
    settings.SECRET_KEY = "van-ons" * 9

    assert [opens(token) for token in forged.values()] == [[], [], []]


def test_a_signature_of_the_site_for_something_else_opens_nothing(
    subscription: Subscription,
) -> None:
    for signer in (
        signing.Signer(sep="."),
        signing.TimestampSigner(sep="."),
        signing.TimestampSigner(sep=".", salt="subscriptions.manage"),
        signing.TimestampSigner(sep=".", salt="subscriptions.confirm::"),
    ):
        assert opens(signer.sign(subscription.pk.hex)) == []
        assert opens(signer.sign(subscription.follower_id.hex)) == []


def test_a_link_to_confirm_works_once(subscription: Subscription) -> None:
    token = tokens(subscription)["bevestigen"]
    read = links.read_confirm(token)
    assert read is not None

    assert following.confirm(read)
    assert opens(token) == []
    assert not following.confirm(read)  # read before, by a second click


def test_a_request_that_was_replaced_is_void(subscription: Subscription) -> None:
    token = tokens(subscription)["bevestigen"]
    Subscription.objects.update(nonce="een-ander-verzoek")

    assert opens(token) == []


@pytest.mark.parametrize(
    ("name", "days", "still"),
    [
        ("bevestigen", 2.99, True),
        ("bevestigen", 3.01, False),
        ("beheren", 29.9, True),
        ("beheren", 30.1, False),
        ("afmelden", 20 * 365, True),
    ],
)
def test_links_expire_but_for_the_one_to_stop(
    subscription: Subscription, monkeypatch: pytest.MonkeyPatch, name: str, days: float, still: bool
) -> None:
    token = tokens(subscription)[name]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + days * 86_400)

    assert opens(token) == ([name] if still else [])


def test_a_new_key_voids_every_link_of_that_address_only(subscription: Subscription) -> None:
    other = follow("q=welzijn", "piet@voorbeeld.test")
    old = tokens(subscription)
    subscription.follower.renew_key()

    assert [opens(token) for token in old.values()] == [[], [], []]
    assert [opens(token) for token in tokens(subscription).values()] == [[name] for name in old]
    assert opens(token_of(links.manage_url(other.follower))) == ["beheren"]


def test_a_link_to_what_is_gone_opens_nothing(subscription: Subscription) -> None:
    old = tokens(subscription)
    following.forget(subscription.follower)

    assert [opens(token) for token in old.values()] == [[], [], []]
    assert links.has_ended(old["afmelden"])
