"""Followers are told what is new for them, once, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from practices.models import Region, Sector, Session
from practices.models.choices import Phase, SessionStatus
from search import finding, queue, rebuild
from search.query import SearchQuery
from subscriptions import following
from subscriptions.groups import managing
from subscriptions.jobs import week_is_due
from subscriptions.matching import match
from subscriptions.models import (
    Delivery,
    DeliveryState,
    Edition,
    Frequency,
    Subscription,
    SubscriptionState,
)
from subscriptions.news import find_new, present
from subscriptions.sending import send_waiting
from tests import build
from tests.subscriptions.following import follow, look, told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def looked_before(network: Any) -> None:
    build.drenthe()
    look()


def tell(frequency: Frequency = Frequency.AT_ONCE) -> int:
    look()
    return match(frequency)


def test_a_follower_hears_of_a_new_entry_once() -> None:
    mine = follow("q=nachtzorg")
    other = follow("q=valpreventie")
    made = build.entry(title="Nachtzorg in de wijk")

    assert tell() == 1
    assert tell() == 0
    assert told(mine) == [[made.pk]]
    assert told(other) == []


def test_words_are_matched_as_on_the_page_all_of_them_and_not_any() -> None:
    """Elsewhere a search used OR while its alert used AND, so that nobody got anything."""
    both, one = "q=nachtzorg+mantelzorg", "q=nachtzorg"
    followers = {
        query: follow(query, f"{at}@voorbeeld.test") for at, query in enumerate((both, one))
    }
    build.entry(title="Nachtzorg")
    build.entry(title="Mantelzorgers bij de nachtzorg")
    build.entry(title="Mantelzorg")
    tell()

    for query, follower in followers.items():
        page = finding.find(SearchQuery.parse(query))
        assert {pk for mail in told(follower) for pk in mail} == {hit.card.id for hit in page.hits}
    assert [len(mail) for mail in told(followers[both])] == [1]


def test_a_mistyped_word_finds_for_followers_what_it_finds_on_the_page() -> None:
    build.entry(title="Nachtzorg van vroeger")
    look()
    mistyped = follow("q=nachtzrog")
    build.entry(title="Iets heel anders")
    made = build.entry(title="Nachtzorg van nu")
    tell()

    assert told(mistyped) == [[made.pk]]


def test_a_region_hears_of_an_entry_that_is_tagged_with_it_later() -> None:
    made = build.entry(regions=["GM0014"])
    look()
    here, everywhere = follow("regio=PV22"), follow("", "alles@voorbeeld.test")
    made.regions.add(Region.objects.get(code="GM0114"))
    made.save()
    tell()

    assert told(here) == [[made.pk]]
    assert told(everywhere) == []  # it was there all along


def test_with_or_without_landelijk() -> None:
    without, with_country = follow("regio=PV22"), follow("regio=NL&regio=PV22", "l@voorbeeld.test")
    made = build.entry(regions=["NL"])
    tell()

    assert told(without) == []
    assert told(with_country) == [[made.pk]]


def test_one_entry_can_be_followed() -> None:
    made = build.entry("scholing")
    build.entry("scholing")
    look()
    mine = follow(f"vermelding={made.pk}")
    soon = timezone.now() + timedelta(days=9)
    made.sessions = [Session(start=soon, place="Emmen")]
    made.save()
    build.entry("scholing")
    tell()

    assert told(mine) == [[made.pk]]


def test_daily_and_weekly_followers_wait() -> None:
    each = {kind: follow("", f"{kind}@voorbeeld.test", kind) for kind in Frequency}
    first, second = build.entry(), None
    tell()
    assert {kind: len(told(one)) for kind, one in each.items()} == {
        Frequency.AT_ONCE: 1,
        Frequency.DAILY: 0,
        Frequency.WEEKLY: 0,
    }
    second = build.entry()
    tell(Frequency.DAILY)
    tell(Frequency.WEEKLY)

    assert told(each[Frequency.DAILY]) == [[second.pk, first.pk]]
    assert told(each[Frequency.WEEKLY]) == [[second.pk, first.pk]]


def test_what_is_withdrawn_before_the_mail_is_in_no_mail() -> None:
    mine = follow("", frequency=Frequency.DAILY)
    gone = build.entry()
    look()
    gone.unpublish()
    tell(Frequency.DAILY)

    assert told(mine) == []


@pytest.mark.parametrize("what", ["cancelled", "moved", "gone", "over"])
def test_a_session_that_does_not_come_is_not_told(what: str) -> None:
    weekly = follow("", frequency=Frequency.WEEKLY)
    made = build.entry("scholing")
    look()
    match(Frequency.WEEKLY)
    since = timezone.now()
    made.sessions = [Session(start=timezone.now() + timedelta(days=20))]
    made.save()
    look()
    session = made.sessions.get()
    if what == "cancelled":
        session.status = SessionStatus.CANCELLED
    elif what == "gone":
        made.sessions = []
    else:
        session.start = timezone.now() + timedelta(days=50 if what == "moved" else -1)
    if what != "gone":
        session.save()
    made.save()

    def listed() -> list[str]:
        items = find_new(SearchQuery(), since).items
        return [reason for item in items for reason in item.reasons]

    assert listed() == [], "before it was looked at"
    tell(Frequency.WEEKLY)
    assert len(told(weekly)) == (2 if what == "moved" else 1)
    assert len(listed()) == (1 if what == "moved" else 0)


def test_a_session_that_is_cancelled_before_the_mail_goes_is_not_in_it() -> None:
    made = build.entry("scholing", title="Nachtzorg")
    look()
    follow()
    made.sessions = [Session(start=timezone.now() + timedelta(days=day)) for day in (20, 30)]
    made.save()
    tell()
    made.sessions.update(status=SessionStatus.CANCELLED)
    made.save()
    look()
    send_waiting()
    assert mail.outbox == []
    assert Delivery.objects.get().state == DeliveryState.DROPPED


def test_of_two_phases_only_the_last_is_told() -> None:
    made = build.entry("experiment")
    look()
    weekly = follow("", frequency=Frequency.WEEKLY)
    for phase in (Phase.STOPPED, Phase.RUNNING):
        made.phase, made.phase_reason = phase, "Het geld was op."
        made.save()
        look()
    tell(Frequency.WEEKLY)

    (item,) = find_new(SearchQuery(), weekly.created_at).items
    assert item.reasons == ("De fase is nu: loopt",)
    send_waiting()
    assert "gestopt" not in mail.outbox[0].body


def test_what_was_withdrawn_and_comes_back_is_told_to_who_did_not_hear_of_it() -> None:
    heard, missed = follow(""), follow("", "laat@voorbeeld.test", Frequency.DAILY)
    made = build.entry()
    tell()
    made.unpublish()
    tell(Frequency.DAILY)
    made.save_revision().publish()
    tell()
    tell(Frequency.DAILY)

    assert told(heard) == [[made.pk]]
    assert told(missed) == [[made.pk]]


def test_an_entry_that_gains_loses_and_gains_a_region_is_told_once() -> None:
    made = build.entry(regions=["GM0014"])
    look()
    mine = follow("regio=PV22")
    emmen = Region.objects.get(code="GM0114")
    for add in (True, False, True):
        (made.regions.add if add else made.regions.remove)(emmen)
        made.save()
        tell()

    assert told(mine) == [[made.pk]]


@pytest.mark.parametrize("state", [SubscriptionState.PENDING, SubscriptionState.PAUSED])
def test_who_has_not_confirmed_or_paused_gets_nothing(state: SubscriptionState) -> None:
    mine = follow("")
    Subscription.objects.update(state=state)
    build.entry()
    tell()

    assert told(mine) == []


def test_who_follows_a_search_in_several_ways_gets_one_mail() -> None:
    drenthe, email = build.network("drenthe"), "lezer@voorbeeld.test"
    mine = follow("q=zorg")
    for region in (None, Region.objects.get(code="GM0114")):
        managing.add(
            drenthe, SearchQuery.of("zorg"), Frequency.AT_ONCE, region=region, recipients=[email]
        )
    for waiting in Subscription.objects.filter(nonce__gt=""):
        following.confirm(waiting)
    Delivery.objects.all().delete()
    first = build.entry(title="Zorg")
    tell()
    send_waiting()
    assert told(mine) == [[first.pk]]
    assert len(mail.outbox) == 1

    following.end(mine)
    build.entry(title="Meer zorg")
    tell()
    send_waiting()
    assert len(mail.outbox) == 2
    assert "als ontvanger van leernetwerk Drenthe." in mail.outbox[1].body


def test_who_came_to_follow_it_a_second_way_gets_one_mail_as_well() -> None:
    mine = follow("q=zorg", frequency=Frequency.WEEKLY)
    first = build.entry(title="Zorg")
    look()
    managing.add(
        build.network("drenthe"),
        SearchQuery.of("zorg"),
        Frequency.WEEKLY,
        recipients=[mine.follower.email],
    )
    following.confirm(Subscription.objects.exclude(group=None).get())
    second = build.entry(title="Meer zorg")
    look()

    assert match(Frequency.WEEKLY) == 1
    assert told(mine) == [[second.pk, first.pk]]


@pytest.mark.parametrize("how", ["pause", "end", "by_an_editor", "all_of_the_network"])
def test_when_the_way_that_carried_a_mail_goes_another_one_brings_it(how: str) -> None:
    email = "lezer@voorbeeld.test"
    groups = [
        managing.add(build.network(slug), SearchQuery.of("zorg"), Frequency.AT_ONCE)
        for slug in ("drenthe", "groningen")
    ]
    ways = [managing.invite(group, email) for group in groups]
    if how in ("pause", "end"):
        ways[0] = follow("q=zorg", email)
    for waiting in Subscription.objects.filter(nonce__gt=""):
        following.confirm(waiting)
    Delivery.objects.all().delete()
    made = build.entry(title="Zorg")
    tell()
    if how == "pause":
        following.pause(ways[0])
    elif how == "end":
        following.end(ways[0])
    elif how == "by_an_editor":
        managing.remove_recipient(ways[0])
    else:
        managing.end(groups[0])
    send_waiting()

    assert len(mail.outbox) == 1
    if how != "pause":  # the log went along: what blinks is not told again
        made.unpublish()
        tell()
        build.reload(made).save_revision().publish()
        tell()
        send_waiting()
        assert len(mail.outbox) == 1


@pytest.mark.parametrize("when", ["matched", "sent"])
def test_an_index_that_was_put_back_and_misses_entries_loses_no_mail(
    monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    follow("q=nachtzorg")
    rebuild.rebuild()
    rebuild.rebuild()
    build.entry(title="Nachtzorg")
    look()
    if when == "sent":
        match(Frequency.AT_ONCE)
    real = queue.catch_up

    def catch_up() -> int:
        monkeypatch.setattr(queue, "catch_up", real)
        match(Frequency.AT_ONCE)
        send_waiting()
        return real()

    monkeypatch.setattr(queue, "catch_up", catch_up)
    rebuild.roll_back()
    match(Frequency.AT_ONCE)
    Delivery.objects.update(not_before=timezone.now())
    send_waiting()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("matched", [False, True])
def test_a_session_that_is_on_again_before_anybody_looked_is_told(matched: bool) -> None:
    made = build.entry("scholing")
    look()
    follow()
    made.sessions = [Session(start=timezone.now() + timedelta(days=20))]
    made.save()
    look()
    if matched:
        match(Frequency.AT_ONCE)
    session = made.sessions.get()
    for status in (SessionStatus.CANCELLED, SessionStatus.OPEN):
        session.status = status
        session.save()
        made.save()
        queue.drain()
        if status == SessionStatus.CANCELLED:
            match(Frequency.AT_ONCE)
            send_waiting()
            assert mail.outbox == []
    tell()
    Delivery.objects.update(not_before=timezone.now())
    send_waiting()
    assert len(mail.outbox) == 1


def test_an_edition_is_written_once_for_all_who_follow_the_same() -> None:
    everyone = [follow("q=nachtzorg", f"{number}@voorbeeld.test") for number in range(5)]
    build.entry(title="Nachtzorg")

    assert tell() == 5
    assert Edition.objects.count() == 1
    assert all(len(told(one)) == 1 for one in everyone)


def test_a_mail_shows_what_the_page_shows_as_new_with_the_reasons() -> None:
    since = timezone.now()
    follow("q=nachtzorg&regio=PV22")
    build.entry(title="Nachtzorg", regions=["GM0114"], summary="In Emmen.")
    tell()
    edition = Edition.objects.get()
    query = SearchQuery.parse(edition.query.query_string)

    shown = present(query, edition.items)
    page = find_new(query, since)

    assert list(page.items) == shown
    assert shown[0].reasons == ("Nieuw geplaatst",)
    assert shown[0].met == ("Regio: Drenthe",)
    assert [part.text for part in shown[0].hit.title if part.marked] == ["Nachtzorg"]


def test_a_crash_while_writing_leaves_nothing_and_the_next_run_tells_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = follow("")
    made = build.entry()
    look()
    with monkeypatch.context() as broken:
        broken.setattr("subscriptions.matching._seen", lambda *args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            match(Frequency.AT_ONCE)
    assert not Delivery.objects.exists()

    tell()

    assert told(mine) == [[made.pk]]


def test_a_renamed_name_changes_nothing_for_followers() -> None:
    sector = Sector.objects.get_or_create(name="zorg")[0]
    mine = follow(f"sector={sector.slug}")
    sector.name = "Zorg en verpleging"
    sector.save()
    made = build.entry(sectors=["Zorg en verpleging"])
    tell()

    assert told(mine) == [[made.pk]]


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, "2026-11-23 07:00", True),  # a Monday
        (None, "2026-11-24 07:00", False),
        ("2026-11-16 07:00", "2026-11-22 07:00", False),
        ("2026-11-16 07:00", "2026-11-23 07:00", True),
        ("2026-11-16 07:00", "2026-11-25 07:00", True),  # nobody worked on Monday
        ("2026-11-25 07:00", "2026-11-30 07:00", True),
    ],
)
def test_the_mails_of_the_week_are_made_on_mondays(last: str | None, now: str, due: bool) -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    before = datetime.fromisoformat(last).replace(tzinfo=zone) if last else None

    assert week_is_due(before, datetime.fromisoformat(now).replace(tzinfo=zone)) is due
