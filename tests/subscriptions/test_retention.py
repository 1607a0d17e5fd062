"""What is kept no longer than the page about privacy says."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from background.schedule import jobs
from practices.models import Theme
from search.query import SearchQuery
from subscriptions import following, links, retention
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Edition,
    FollowedQuery,
    Follower,
    Frequency,
    Subscription,
    SubscriptionState,
)
from subscriptions.sending import send_waiting
from tests import build
from tests.subscriptions.following import follow

PAGES = Path(__file__).resolve().parents[2] / "practices" / "data" / "pages.toml"


def age(model: type, days: float, field: str = "created_at", **which: object) -> None:
    """As if rows were made so long ago."""
    model._default_manager.filter(**which).update(  # type: ignore[attr-defined]
        **{field: timezone.now() - timedelta(days=days)}
    )


def ask(email: str = "jan@voorbeeld.test") -> Subscription:
    following.ask(SearchQuery.of("zorg"), email, Frequency.WEEKLY)
    return Subscription.objects.get(follower__email=email)


def told(subscription: Subscription, days: float, **values: object) -> Delivery:
    """A mail of so long ago, with what was in it."""
    made = timezone.now() - timedelta(days=days)
    edition = Edition.objects.create(query=subscription.query, after=0, until=1, items=[[1, [1]]])
    Edition.objects.filter(pk=edition.pk).update(made_at=made)
    values.setdefault("state", DeliveryState.SENT)
    return Delivery.objects.create(
        kind=DeliveryKind.NEWS,
        follower=subscription.follower,
        subscription=subscription,
        edition=edition,
        made_at=made,
        not_before=made,
        **values,
    )


def test_the_page_and_the_job_say_the_same() -> None:
    pages = {page["slug"]: page["body"] for page in tomllib.loads(PAGES.read_text())["page"]}
    privacy = pages["privacy"]

    assert f"uw aanvraag na {retention.UNUSED.days} dagen" in privacy
    assert f"uw adres binnen {retention.UNUSED.days} dagen" in privacy
    assert f"wissen we na {retention.LOG.days} dagen" in privacy
    assert f"wissen we na {retention.LOST.days} dagen dat u het volgde" in privacy
    assert f"uw adres na {retention.STOPPED.days} dagen" in privacy
    assert f"die {links.MANAGE_WITHIN.days} dagen werkt" in privacy
    assert jobs["subscriptions.forget_old"].at is not None


@pytest.mark.django_db
def test_a_request_that_nobody_confirmed_goes_after_a_week_and_the_address_with_it() -> None:
    ask()
    age(Subscription, 6.9)
    age(Follower, 6.9)
    age(Delivery, 6.9, "made_at")
    retention.forget_old()
    assert Subscription.objects.exists()

    age(Subscription, 7.1)
    age(Follower, 7.1)
    ask()  # again, just now: the link in that mail works for three days
    retention.forget_old()
    assert Subscription.objects.exists()

    age(Delivery, 3.1, "made_at")  # the mail server was away: the link is made when it goes
    retention.forget_old()
    assert Subscription.objects.exists()
    send_waiting()
    age(Delivery, 2.9, "sent_at")
    retention.forget_old()
    assert Subscription.objects.exists()

    age(Delivery, 3.1, "sent_at")
    retention.forget_old()
    assert not Subscription.objects.exists()
    assert not Follower.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_who_follows_something_stays_however_long() -> None:
    made = follow("q=zorg")
    paused = follow("q=welzijn", "piet@voorbeeld.test")
    following.pause(paused)
    for model in (Follower, Subscription, FollowedQuery):
        age(model, 3_000)
    retention.forget_old()

    assert set(Subscription.objects.all()) == {made, paused}


@pytest.mark.django_db
def test_an_address_that_follows_nothing_goes_within_a_week() -> None:
    following.request_manage_link("nieuw@voorbeeld.test")
    made = follow("q=zorg")
    age(Follower, 7.1, email=made.follower.email)
    following.end(made)
    retention.forget_old()

    assert [follower.email for follower in Follower.objects.all()] == ["nieuw@voorbeeld.test"]


@pytest.mark.django_db
def test_the_log_of_mails_goes_after_half_a_year_with_what_was_in_them() -> None:
    made = follow("q=zorg")
    told(made, 180.1)
    young = told(made, 179.9)
    busy = told(made, 181, state=DeliveryState.SENDING)
    retention.forget_old()

    assert set(Delivery.objects.all()) == {young, busy}
    assert {edition.pk for edition in Edition.objects.all()} == {young.edition_id, busy.edition_id}


@pytest.mark.django_db
def test_an_address_whose_mails_came_back_goes_after_half_a_year() -> None:
    old, young = follow("q=zorg"), follow("q=zorg", "piet@voorbeeld.test")
    age(Follower, 180.1, "stopped_at", pk=old.follower_id)
    age(Follower, 179.9, "stopped_at", pk=young.follower_id)
    retention.forget_old()

    assert list(Follower.objects.all()) == [young.follower]
    assert Subscription.objects.get().state == SubscriptionState.ACTIVE


@pytest.mark.django_db
def test_what_was_lost_with_a_term_goes_after_a_month_and_the_address_with_it() -> None:
    theme = build.term(Theme, "Nachtzorg")
    lost = follow("thema=nachtzorg")
    theme.delete()
    send_waiting()
    age(Follower, 100)
    age(Subscription, 29.9, "lost_at")
    retention.forget_old()
    assert Subscription.objects.get() == lost

    age(Subscription, 30.1, "lost_at")
    Subscription.objects.update(nonce="opnieuw gevraagd")
    retention.forget_old()
    assert Subscription.objects.exists()

    Subscription.objects.update(nonce="")
    retention.forget_old()
    assert not Subscription.objects.exists()
    assert not Follower.objects.exists()


@pytest.mark.django_db
def test_a_search_that_nobody_follows_any_more_goes() -> None:
    following.end(follow("q=zorg"))
    kept = follow("q=welzijn")
    age(FollowedQuery, 1.1)
    counts = retention.forget_old()

    assert list(FollowedQuery.objects.all()) == [kept.query]
    assert counts["searches"] == 1
    assert retention.forget_old()["searches"] == 0
