"""Sessions of trainings as plain values for an agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kennisplatform.templatetags.house import moment, safe_url
from practices.models import Entry, Session
from practices.models.choices import SessionStatus
from practices.visibility import visible


@dataclass(frozen=True)
class SessionView:
    """One session as it is shown. `sign_up_url` is only there when signing up is possible."""

    title: str
    url: str
    start: datetime
    when: str
    where: str
    status_label: str
    places: str
    sign_up_url: str
    is_past: bool
    is_cancelled: bool
    example: bool = False


def session_view(session: Session, title: str, url: str, example: bool = False) -> SessionView:
    """One session of the training with this title and address."""
    open_now = session.status == SessionStatus.OPEN and not session.is_past
    return SessionView(
        title=title,
        url=url,
        start=timezone.localtime(session.start),
        when=moment(session.start, session.end),
        where=session.where,
        status_label=str(SessionStatus(session.status).label),
        places=_places(session) if open_now else "",
        sign_up_url=safe_url(session.sign_up_url) if open_now else "",
        is_past=session.is_past,
        is_cancelled=session.status == SessionStatus.CANCELLED,
        example=example,
    )


def upcoming(
    limit: int, region_codes: Iterable[str] | None = None, below: str = ""
) -> list[SessionView]:
    """The first sessions to come of visible trainings, soonest first, in one query.

    `region_codes` keeps those that are about or held in one of these regions, `below` those of
    trainings below the page with this path.
    """
    trainings = visible().filter(path__startswith=below) if below else visible()
    sessions = (
        Session.objects.filter(start__gte=timezone.now(), training__in=trainings.values("pk"))
        .exclude(status=SessionStatus.CANCELLED)
        .select_related("training", "municipality")
        .order_by("start", "pk")
    )
    if region_codes is not None:
        codes = list(region_codes)
        about = Entry.objects.filter(regions__code__in=codes).values("pk")
        sessions = sessions.filter(Q(training__in=about) | Q(municipality__code__in=codes))
    return [
        session_view(
            session, session.training.title, session.training.url or "", session.training.is_example
        )
        for session in sessions[:limit]
    ]


def _places(session: Session) -> str:
    if session.places_left is None:
        return ""
    if session.places_left == 0:
        return _("geen plaatsen vrij")
    return ngettext("nog %(n)d plaats", "nog %(n)d plaatsen", session.places_left) % {
        "n": session.places_left
    }
