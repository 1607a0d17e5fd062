"""Sessions as iCalendar (RFC 5545), for a calendar that follows an address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from kennisplatform.templatetags.house import number
from subscriptions.feeds.feed import address
from subscriptions.feeds.sessions import LIMIT, CalendarSession, SessionCalendar
from subscriptions.feeds.texts import plain

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)  # how often a calendar is asked to look again


def calendar(found: SessionCalendar) -> bytes:
    """Write the sessions as a calendar.

    Moments are in UTC, so that no calendar needs to know our summer time. A change raises
    SEQUENCE and LAST-MODIFIED; one that was taken away stands there as cancelled.
    """
    written = Calendar()
    written.add("version", "2.0")
    written.add("prodid", "-//Kennisplatform//Agenda//NL")
    written.add("calscale", "GREGORIAN")
    name = plain(found.name)
    written.add("name", name)  # RFC 7986; the X- names are what programs read
    written.add("x-wr-calname", name)
    written.add("x-wr-timezone", "Europe/Amsterdam")
    written.add("url", address("search:search", found.query))
    written.add("source", address("feeds:calendar", found.query), {"VALUE": "URI"})
    written.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    written.add("x-published-ttl", "PT1H")
    if found.more:
        bound = _(
            "Dit zijn de eerste %(n)s uitvoeringen. Kies een kleinere zoekvraag voor de rest."
        ) % {"n": number(LIMIT)}
        written.add("description", bound)
        written.add("x-wr-caldesc", bound)
    for session in found.sessions:
        written.add_component(_event(session))
    return bytes(written.to_ical())


def _event(session: CalendarSession) -> Event:
    event = Event()
    event.add("uid", session.uid)
    changed = _utc(session.changed_at)
    event.add("dtstamp", changed)  # without a METHOD this is when it was last revised
    event.add("last-modified", changed)
    event.add("sequence", session.sequence)
    event.add("dtstart", _utc(session.start))
    if session.end:
        event.add("dtend", _utc(session.end))
    event.add("summary", plain(_title(session)))
    if description := "\n\n".join(_description(session)):
        event.add("description", plain(description))
    if session.where:
        event.add("location", plain(session.where))
    if session.url:
        event.add("url", session.url)
    event.add("status", "CANCELLED" if session.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # who follows a search is not busy with all it finds
    return event


def _title(session: CalendarSession) -> str:
    if not session.title:
        return _("Vervallen")
    if session.cancelled:
        return _("Vervallen: %(title)s") % {"title": session.title}
    if session.full:
        return _("Vol: %(title)s") % {"title": session.title}
    return session.title


def _description(session: CalendarSession) -> list[str]:
    parts = [session.summary]
    if not session.title:
        parts.insert(0, _("Deze uitvoering staat niet meer op het platform."))
    elif session.cancelled:
        parts.insert(0, _("Deze uitvoering gaat niet door."))
    elif session.full:
        parts.insert(0, _("Deze uitvoering is vol. Aanmelden kan niet meer."))
    if session.sign_up_url:
        parts.append(_("Aanmelden: %(address)s") % {"address": session.sign_up_url})
    return [part for part in parts if part]


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
