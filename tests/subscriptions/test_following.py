"""To ask, to confirm, to change and to be forgotten."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practices.models import Region, Theme
from search.query import SearchQuery
from subscriptions import following, links, queries
from subscriptions.mails import notices
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    FollowedQuery,
    Follower,
    Frequency,
    News,
    Subscription,
    SubscriptionState,
)
from subscriptions.wording import what
from tests import build
from tests.subscriptions.following import follow

pytestmark = pytest.mark.django_db

NIGHT = SearchQuery.of("nachtzorg")


def ask(email: str = "jan@voorbeeld.test", query: SearchQuery = NIGHT, **values: Any) -> None:
    following.ask(query, email, values.pop("frequency", Frequency.WEEKLY), **values)


def confirmed(email: str = "jan@voorbeeld.test", query: SearchQuery = NIGHT) -> Subscription:
    """Somebody who asked and confirmed; the mails of that are forgotten."""
    ask(email, query)
    made = Subscription.objects.latest("created_at")
    assert following.confirm(made)
    Delivery.objects.all().delete()
    made.refresh_from_db()
    return made


def kinds() -> list[str]:
    """The kinds of the mails that wait, in order."""
    return list(Delivery.objects.order_by("made_at").values_list("kind", flat=True))


def news() -> int:
    """Something new; its number."""
    return News.objects.create(entry_id=1, kind="nieuw", at=timezone.now()).pk


def test_who_asks_gets_a_mail_and_nothing_else_until_it_is_confirmed() -> None:
    ask("Jan@Voorbeeld.TEST ", frequency=Frequency.DAILY)
    made = Subscription.objects.get()

    assert made.state == SubscriptionState.PENDING
    assert made.frequency == Frequency.DAILY
    assert made.query.query_string == "q=nachtzorg"
    assert made.follower.email == "jan@voorbeeld.test"
    assert kinds() == ["bevestigen"]
    assert Delivery.objects.get().subscription == made
    assert links.read_confirm(links.confirm_url(made).split("/")[-2]) == made


def test_asking_twice_makes_one_subscription_and_keeps_the_first_link_good() -> None:
    ask()
    first = links.confirm_url(Subscription.objects.get()).split("/")[-2]
    ask("JAN@voorbeeld.test", SearchQuery.parse("volgorde=oudste&pagina=3&q=nachtzorg"))

    assert Subscription.objects.count() == Follower.objects.count() == 1
    assert FollowedQuery.objects.count() == 1
    assert kinds() == ["bevestigen", "bevestigen"]
    assert links.read_confirm(first) is not None


def test_who_follows_it_already_is_told_so_and_keeps_the_frequency() -> None:
    made = confirmed()
    ask(frequency=Frequency.AT_ONCE)
    made.refresh_from_db()

    assert kinds() == ["volgt-al"]
    assert made.state == SubscriptionState.ACTIVE
    assert made.frequency == Frequency.WEEKLY
    assert made.nonce == ""


def test_nobody_can_start_again_what_somebody_else_paused() -> None:
    made = confirmed()
    following.pause(made)
    ask()
    made.refresh_from_db()
    assert made.state == SubscriptionState.PAUSED
    assert kinds() == ["bevestigen"]

    following.confirm(made)
    made.refresh_from_db()
    assert made.state == SubscriptionState.ACTIVE


def test_an_address_whose_mails_came_back_starts_again_when_it_confirms() -> None:
    made = confirmed()
    Follower.objects.update(stopped_at=timezone.now(), stopped_why="5.1.1", refusals=4)
    ask()
    made.refresh_from_db()
    assert kinds() == ["bevestigen"]

    following.confirm(made)
    follower = Follower.objects.get()
    assert (follower.stopped_at, follower.stopped_why, follower.refusals) == (None, "", 0)


def test_following_starts_with_what_is_new_after_the_confirmation() -> None:
    news()
    made = confirmed()
    assert made.seen == News.objects.latest("pk").pk

    following.change_frequency(made, Frequency.DAILY)
    newest = news()
    made.refresh_from_db()
    assert made.seen < newest  # what is new stays to be sent
    assert made.frequency == Frequency.DAILY

    assert following.pause(made)
    newest = news()
    assert following.resume(made)
    made.refresh_from_db()
    assert made.seen == newest
    assert not following.resume(made)


def test_what_was_confirmed_does_not_count_against_who_follows_one_thing_after_another() -> None:
    for number in range(6):
        ask(query=SearchQuery.of(f"woord{number}"))
        (waiting,) = Subscription.objects.filter(state=SubscriptionState.PENDING)
        assert following.confirm(waiting)

    assert kinds() == ["bevestigen"] * 6


def test_a_request_without_a_mail_is_not_kept() -> None:
    for number in range(5):
        ask(query=SearchQuery.of(f"woord{number}"))

    assert len(kinds()) == Subscription.objects.count() == 3
    assert not Subscription.objects.filter(nonce="").exists()


def test_what_was_paused_starts_again_as_often_as_was_asked_now() -> None:
    made = confirmed()
    following.pause(made)
    ask(frequency=Frequency.AT_ONCE)
    letter = notices.letter(Delivery.objects.get())
    assert "telkens meteen" in " ".join(letter.opening)
    assert letter.action is not None
    asked = links.read_confirm(letter.action.url.split("/")[-2])
    assert asked is not None
    made.refresh_from_db()
    assert made.frequency == Frequency.WEEKLY

    following.confirm(asked)
    made.refresh_from_db()
    assert made.frequency == Frequency.AT_ONCE


def test_no_more_than_three_mails_an_hour_to_an_address() -> None:
    for _time in range(5):
        ask()
    following.request_manage_link("jan@voorbeeld.test")
    assert len(kinds()) == 3

    ask("piet@voorbeeld.test")  # another address has its own
    assert len(kinds()) == 4

    Delivery.objects.update(made_at=timezone.now() - timedelta(minutes=61))
    following.request_manage_link("jan@voorbeeld.test")
    assert kinds()[-1] == "beheerlink"


def test_mails_of_news_do_not_count_for_that() -> None:
    made = confirmed()
    for _time in range(5):
        Delivery.objects.create(
            kind=DeliveryKind.LOST,
            follower=made.follower,
            subscription=made,
            made_at=timezone.now(),
            not_before=timezone.now(),
        )
    following.request_manage_link("jan@voorbeeld.test")

    assert kinds()[-1] == "beheerlink"


def test_the_database_does_as_much_for_an_address_that_is_known() -> None:
    confirmed("volgt@voorbeeld.test")
    ask("vroeg@voorbeeld.test")
    made = confirmed("pauze@voorbeeld.test")
    following.pause(made)

    def work(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as done:
            ask(email)
            following.request_manage_link(email)
        # Which statement, without its values and the names of savepoints.
        return [re.sub(r"'[^']*'|[0-9]+|\"s[0-9_x]+\"", "", each["sql"])[:200] for each in done]

    unknown = work("onbekend@voorbeeld.test")
    assert len(unknown) > 5
    for email in ("volgt", "vroeg", "pauze"):
        assert work(f"{email}@voorbeeld.test") == unknown, email


def test_who_follows_nothing_gets_a_link_as_well() -> None:
    following.request_manage_link("niemand@voorbeeld.test")

    assert kinds() == ["beheerlink"]
    assert not Subscription.objects.exists()


def test_with_landelijk_a_region_has_the_country_beside_it() -> None:
    build.drenthe()
    ask(query=SearchQuery.of(regio="drenthe"), national=True)
    assert FollowedQuery.objects.get().query_string == "regio=NL&regio=PV22"

    assert queries.national_of(SearchQuery.parse("regio=NL&regio=PV22")) is None
    assert queries.national_of(SearchQuery.of("zorg")) is None


def test_a_search_that_names_what_is_not_there_is_not_followed_without_it() -> None:
    build.drenthe()
    with pytest.raises(queries.GoneError):
        ask(query=SearchQuery.of(regio="drenthe", thema="bestaat-niet"))
    assert not FollowedQuery.objects.exists()
    assert not Follower.objects.exists()


def test_the_sentence_says_all_choices_of_the_whole_country_too() -> None:
    build.drenthe()
    query = SearchQuery.parse("q=zorg&soort=scholing&jaar=2026&regio=PV22&regio=NL")

    assert what(query) == (
        "nieuwe scholingen over “zorg” uit het jaar 2026 in Drenthe (provincie), "
        "of die in het hele land gelden"
    )
    assert what(query, quote=False).startswith(
        "nieuwe scholingen met de woorden die zijn ingevuld uit het jaar 2026"
    )


def test_what_was_lost_can_be_told_apart() -> None:
    build.drenthe()
    theme = build.term(Theme, "Nachtzorg")
    queries = [SearchQuery.parse(f"thema=nachtzorg&regio={code}") for code in ("PV22", "PV20")]
    follow(queries[0].query_string)  # or its name is not kept
    theme.delete()

    assert [what(query) for query in queries] == [
        "wat er was over “Nachtzorg” in Drenthe (provincie)",
        "wat er was over “Nachtzorg” in Groningen (provincie)",
    ]


def test_with_landelijk_a_network_has_that_of_the_country_beside_it() -> None:
    build.drenthe()
    build.network("drenthe", region=Region.objects.get(code="PV22"))
    query = SearchQuery.of(netwerk="drenthe")
    assert queries.national_of(query) is None  # there is none

    build.network("landelijk", region=Region.objects.get(code="NL"))
    ask(query=query, national=True)
    assert FollowedQuery.objects.get().query_string == "netwerk=drenthe&netwerk=landelijk"


def test_a_search_too_long_to_keep_is_refused() -> None:
    many = SearchQuery(text="ë" * 500)
    with pytest.raises(queries.TooLongError):
        ask(query=many)
    assert not Follower.objects.exists()


def test_ending_one_leaves_the_rest() -> None:
    first, second = confirmed(), confirmed(query=SearchQuery.of("welzijn"))
    other = confirmed("piet@voorbeeld.test")
    following.end(first)
    assert set(Subscription.objects.all()) == {second, other}

    assert following.end_all(second.follower) == 1
    assert list(Subscription.objects.all()) == [other]


def test_to_forget_somebody_leaves_nothing_of_them() -> None:
    made = confirmed()
    ask()
    other = follow("q=nachtzorg", "piet@voorbeeld.test")
    following.forget(made.follower)

    assert list(Subscription.objects.all()) == [other]
    assert list(Follower.objects.all()) == [other.follower]
    assert not Delivery.objects.exists()


def test_an_export_tells_all_that_is_kept_of_one_and_nothing_of_another() -> None:
    made = confirmed()
    ask()
    follow("q=geheim", "piet@voorbeeld.test")
    told = following.export(made.follower)

    assert told["e-mail"] == "jan@voorbeeld.test"
    assert [each["zoekvraag"] for each in told["abonnementen"]] == ["q=nachtzorg"]
    assert [each["soort"] for each in told["mails"]] == ["volgt-al"]
    assert "geheim" not in str(told)
    assert made.follower.key not in str(told)
