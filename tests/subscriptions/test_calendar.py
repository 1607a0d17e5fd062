"""The calendar of sessions, read by two programs that know nothing of ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from practices import vocabulary
from practices.importing.writer import write_records
from practices.models import Session
from search import queue
from search.address import SearchAddress
from search.query import SearchQuery
from subscriptions.feeds import sessions as reading
from subscriptions.feeds.withdrawn import withdrawn_sessions
from subscriptions.matching import match
from subscriptions.models import Frequency, KnownSession, Subscription
from subscriptions.noticing import notice
from subscriptions.sending import send_waiting
from tests import build
from tests.subscriptions.following import follow

pytestmark = pytest.mark.django_db
BASE = "https://kennis.example.org"
AGENDA = "/zoeken/agenda.ics"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SOON = datetime(2027, 3, 26, 9, 30, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def published_site(settings: Any) -> None:
    settings.BASE_URL = BASE


def training(**values: Any) -> Any:
    """A published training with a session on each of these moments."""
    starts = values.pop("starts", [timezone.now() + timedelta(days=10)])
    made = build.entry("scholing", **values)
    made.sessions = [Session(start=start) for start in starts]
    made.save_revision().publish()
    return build.reload(made)


def seen() -> None:
    """Have the catalogue indexed and looked at, as the background does."""
    queue.drain()
    notice()


def fetch(query_string: str = "") -> tuple[Any, list[Any]]:
    """The calendar and its events, as both programs understand them."""
    response = Client().get(f"{AGENDA}?{query_string}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(response.content)
    second = vobject.readOne(response.content.decode())
    events = list(calendar.walk("VEVENT"))
    assert [str(event["UID"]) for event in events] == [
        event.uid.value for event in second.contents.get("vevent", [])
    ]
    assert [event.decoded("DTSTART") for event in events] == [
        event.dtstart.value for event in second.contents.get("vevent", [])
    ]
    return calendar, events


def test_a_session_stands_there_with_all_that_a_visitor_needs() -> None:
    build.drenthe()
    made = build.entry("scholing", title="Nachtzorg; leren, doen", summary="Wat u\nleert.")
    made.sessions = [
        Session(
            start=SOON,
            end=SOON + timedelta(hours=3),
            place="De Muzeval",
            municipality=build.Region.objects.get(code="GM0114"),
            sign_up_url="https://aanmelden.example.org/",
        )
    ]
    made.save_revision().publish()
    build.entry("praktijk", title="Geen scholing")
    seen()

    calendar, (event,) = fetch("q=nachtzorg&volgorde=oudste")

    assert calendar["X-WR-CALNAME"] == "Scholingen over “nachtzorg”"
    assert calendar["X-PUBLISHED-TTL"] == "PT1H"
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    assert event["SUMMARY"] == "Nachtzorg; leren, doen"
    assert event["LOCATION"] == "De Muzeval, Emmen"
    assert event["URL"] == f"{BASE}{made.url}"
    assert "Aanmelden: https://aanmelden.example.org/" in event["DESCRIPTION"]
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=3)


def test_the_clock_on_the_wall_is_right_on_both_sides_of_summer_time() -> None:
    # On 28 March 2027 the clock goes forward, on 31 October back.
    days = [(3, 27), (3, 29), (10, 30), (11, 1)]
    starts = [datetime(2027, month, day, 9, 30, tzinfo=AMSTERDAM) for month, day in days]
    training(title="Les", starts=starts)
    seen()

    _calendar, events = fetch()

    moments = [event.decoded("DTSTART") for event in events]
    assert [moment.astimezone(UTC).hour for moment in moments] == [8, 7, 7, 8]
    assert [moment.astimezone(AMSTERDAM) for moment in moments] == starts


def test_a_change_reaches_the_calendar_under_the_same_uid() -> None:
    made = training(title="Les", starts=[SOON])
    seen()
    _calendar, (before,) = fetch()

    session = made.sessions.get()
    session.start += timedelta(days=1)
    made.sessions = [session]
    made.title, made.slug = "Andere naam", "andere-naam"
    made.save_revision().publish()
    seen()
    _calendar, (after,) = fetch()

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")
    assert after.decoded("DTSTART") == SOON + timedelta(days=1)
    assert after["SUMMARY"] == "Andere naam"


@pytest.mark.parametrize("how", ["said", "taken away"])
def test_a_session_that_is_off_stays_as_cancelled(how: str) -> None:
    made = training(title="Les", starts=[SOON, SOON + timedelta(days=7)])
    seen()
    _calendar, before = fetch()

    first, second = made.sessions.order_by("start")
    first.status = "geannuleerd"
    made.sessions = [first, second] if how == "said" else [second]
    made.save_revision().publish()
    seen()
    _calendar, after = fetch()

    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert [event["STATUS"] for event in after] == ["CANCELLED", "CONFIRMED"]
    assert after[0]["SUMMARY"] == "Vervallen: Les"
    assert after[0]["SEQUENCE"] > before[0]["SEQUENCE"]


def test_a_full_session_says_so() -> None:
    made = training(title="Les", starts=[SOON])
    Session.objects.filter(training=made).update(status="vol")
    seen()

    _calendar, (event,) = fetch()

    assert event["SUMMARY"] == "Vol: Les"
    assert event["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize("what", ["full", "title"])
def test_whatever_a_calendar_shows_raises_the_sequence(what: str) -> None:
    made = training(title="Nachtzorg")
    seen()
    _calendar, (before,) = fetch()
    if what == "full":
        session = made.sessions.get()
        session.status = "vol"
        session.save()
    else:
        made.title = "Zorg in de nacht"
    made.save()
    seen()
    _calendar, (after,) = fetch()

    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def test_an_import_that_changes_one_session_leaves_the_others_as_they_are() -> None:
    starts = ["2027-02-01T10:00:00+01:00", "2027-03-01T10:00:00+01:00"]
    record = {"type": "scholing", "external_id": "s-1", "title": "Samen", "summary": "Leer."}
    build.network("landelijk")
    for place in ("Assen", "Assen, zaal 2"):
        sessions = [{"start": starts[0], "place": "Emmen"}, {"start": starts[1], "place": place}]
        write_records([{**record, "sessions": sessions}])
        seen()
        _calendar, events = fetch()
        if place == "Assen":
            before = events

    assert [event["UID"] for event in events] == [event["UID"] for event in before]
    assert [(event["STATUS"], event["SEQUENCE"]) for event in events] == [
        ("CONFIRMED", 0),
        ("CONFIRMED", 1),
    ]


def test_a_session_that_is_made_anew_is_not_called_off() -> None:
    made = training(starts=[SOON])
    seen()
    made.sessions = [Session(start=SOON)]
    made.save()
    seen()
    _calendar, (event,) = fetch()

    assert event["STATUS"] == "CONFIRMED"


def test_what_a_mail_found_withdrawn_is_different_to_a_calendar() -> None:
    made = training()
    follow()
    seen()
    build.entry()
    seen()
    Subscription.objects.update(seen=0)
    match(Frequency.AT_ONCE)
    made.unpublish()
    send_waiting()
    seen()
    _calendar, (event,) = fetch()

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_of_what_may_not_be_seen_nothing_is_left() -> None:
    training(title="Open", starts=[SOON])
    closed = training(title="Besloten", starts=[SOON])
    expired = training(title="Verlopen", starts=[SOON])
    seen()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    expired.expire_at = timezone.now() - timedelta(seconds=1)
    expired.save()
    assert [event["SUMMARY"] for event in fetch()[1]] == ["Open"]
    queue.enqueue_ids([closed.pk])
    KnownSession.objects.filter(entry_id=closed.pk).update(cancelled=True)
    seen()

    _calendar, events = fetch()

    assert {event["SUMMARY"] for event in events} <= {"Open", "Vervallen"}
    assert str(reading.known().named("uitvoering", closed.sessions.get().pk)) not in {
        str(event["UID"]) for event in events
    }


def test_a_training_that_is_withdrawn_leaves_nothing_but_that_it_is_off() -> None:
    build.drenthe()
    made = training(
        title="Geheim geworden",
        regions=["GM0114"],
        starts=[timezone.now() - timedelta(days=3), SOON],
    )
    seen()
    _calendar, (_past, before) = fetch("regio=PV22")

    made.unpublish()
    seen()
    content = Client().get(f"{AGENDA}?regio=PV22").content.decode()
    _calendar, (off,) = fetch("regio=PV22")

    assert off["UID"] == before["UID"]
    assert (off["STATUS"], off["SUMMARY"]) == ("CANCELLED", "Vervallen")
    assert off["SEQUENCE"] > before["SEQUENCE"]
    assert off.decoded("LAST-MODIFIED") >= before.decoded("LAST-MODIFIED")
    assert off["DESCRIPTION"] == "Deze uitvoering staat niet meer op het platform."
    assert "Geheim" not in content
    assert "geheim" not in content
    assert set(off) <= {
        "UID",
        "DTSTAMP",
        "LAST-MODIFIED",
        "SEQUENCE",
        "DTSTART",
        "SUMMARY",
        "DESCRIPTION",
        "STATUS",
        "TRANSP",
    }
    assert fetch("regio=PV20")[1] == []
    assert fetch("regio=PV22&q=geheim")[1] == []
    assert fetch("regio=PV22&soort=praktijk")[1] == []

    made.refresh_from_db()
    made.save_revision().publish()
    seen()
    _calendar, (_past, back) = fetch("regio=PV22")
    assert back["SEQUENCE"] > off["SEQUENCE"]
    assert (back["UID"], back["STATUS"]) == (before["UID"], "CONFIRMED")


def test_a_training_that_is_gone_for_good_is_off() -> None:
    made = training(title="Les", starts=[SOON])
    seen()
    made.delete()
    seen()

    _calendar, (off,) = fetch()
    assert (off["STATUS"], off["SUMMARY"]) == ("CANCELLED", "Vervallen")


def test_it_holds_what_is_over_for_a_month_and_only_what_the_search_finds() -> None:
    now = timezone.now()
    training(title="Les over nachtzorg", starts=[now - timedelta(days=days) for days in (29, 31)])
    training(title="Iets anders", starts=[SOON])
    seen()

    assert len(fetch("q=nachtzorg")[1]) == 1
    assert len(fetch("soort=scholing&soort=praktijk")[1]) == 2
    assert len(fetch("soort=praktijk")[1]) == 0


def test_a_calendar_has_a_bound_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIMIT", 3)
    monkeypatch.setattr(reading, "A_FEW", 1)
    for number in range(5):
        training(title=f"Les {number}", starts=[SOON + timedelta(days=number)])
    seen()

    calendar, events = fetch()
    assert [event["SUMMARY"] for event in events] == ["Les 0", "Les 1", "Les 2"]
    assert "eerste" in calendar["X-WR-CALDESC"]

    monkeypatch.setattr(reading, "LIMIT", 5)
    calendar, events = fetch()
    assert len(events) == 5
    assert "X-WR-CALDESC" not in calendar


def test_it_is_not_sent_twice_and_an_engine_that_is_away_is_told(settings: Any) -> None:
    training(title="Les", starts=[SOON])
    seen()
    first = Client().get(AGENDA)
    again = Client().get(AGENDA, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304

    settings.SEARCH_ADDRESS = SearchAddress.parse("elasticsearch://127.0.0.1:1/weg")
    away = Client().get(AGENDA)
    assert away.status_code == 503
    assert int(away["Retry-After"]) > 0


def test_those_of_another_region_do_not_stand_in_the_way_of_what_is_off() -> None:
    build.drenthe()
    elsewhere = [training(title="Elders", regions=["PV20"], starts=[SOON]) for _time in range(3)]
    here = training(title="Hier", regions=["GM0114"], starts=[SOON + timedelta(days=1)])
    seen()
    for made in (*elsewhere, here):
        made.unpublish()
    seen()
    (off,) = withdrawn_sessions(SearchQuery.of(regio="PV22"), vocabulary.current(), 2)
    assert off.entry_id == here.pk
