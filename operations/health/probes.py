"""The questions a monitor asks, each answered with a sentence and figures.

No version, path or text of an error is in an answer: a stranger may read it. Whoever adds a part
that can stand still (a worker, a queue) adds its question to `PROBES`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from background import presence, state
from background.waiting import Waiting
from kennisplatform.templatetags.house import number
from operations import moments
from operations.moments import Moment
from search import queue
from search.engines import current_engine
from subscriptions import claims
from subscriptions.webhooks import calling

QUEUE_MAY_WAIT = timedelta(minutes=15)
TASKS_MAY_WAIT = timedelta(hours=1)
MAILS_MAY_WAIT = timedelta(hours=1)  # so many may be due at once that they take a while
BACKUP_MAY_BE_OLD = timedelta(hours=48)
DISK_NEEDS = 500_000_000  # bytes


@dataclass(frozen=True)
class Answer:
    """`figures` are numbers by name, in seconds, bytes or a count; what is unknown is left out."""

    ok: bool
    text: str | Promise
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """A question; `ask` may raise anything, which is an answer as well."""

    name: str  # for machines
    label: str | Promise
    ask: Callable[[], Answer]
    of_database: bool = True  # it cannot be answered without one


def database() -> Answer:
    """Whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Answer(True, _("De database antwoordt."))


def search() -> Answer:
    """Whether the search engine answers, and how many documents it has."""
    health = current_engine().health()
    if not health.available:
        return Answer(False, _("De zoekmachine antwoordt niet."))
    text = _("De zoekmachine antwoordt, met %(count)d vermeldingen.") % {"count": health.documents}
    return Answer(True, text, {"documents": health.documents})


def index_queue() -> Answer:
    """How many entries wait for the index, and how long the oldest has."""
    waiting = queue.waiting()
    text = ngettext(
        "%(count)d vermelding wacht op de zoekmachine, al %(age)s.",
        "%(count)d vermeldingen wachten op de zoekmachine, de oudste al %(age)s.",
        waiting.count,
    )
    return _queue(waiting, QUEUE_MAY_WAIT, text, _("Er wacht niets op de zoekmachine."))


def tasks() -> Answer:
    """How many tasks wait to be done in the background."""
    found = state.task_state()
    text = ngettext(
        "%(count)d taak wacht, al %(age)s.",
        "%(count)d taken wachten, de oudste al %(age)s.",
        found.waiting.count,
    )
    nothing = _("Er wachten geen taken.")
    return _queue(found.waiting, TASKS_MAY_WAIT, text, nothing, failed=found.failed)


def background_work() -> Answer:
    """Whether a worker, or the thread of a web process, does what must be done at set times."""
    alive = len(presence.living())
    failed = state.failed_jobs()
    figures = {"alive": alive, "failed_jobs": len(failed)}
    if not alive:
        return Answer(False, _("Niemand doet het werk op de achtergrond."), figures)
    if failed:
        labels = ", ".join(str(job.label) for job in failed)
        text = _("Mislukt, en wordt opnieuw gedaan: %(jobs)s.") % {"jobs": labels}
        return Answer(False, text, figures)
    return Answer(True, _("Het werk op vaste tijden wordt gedaan."), figures)


def mail() -> Answer:
    """When a mail last went out, and whether the last one did."""
    last = moments.last()
    sent, failed = last.get(Moment.MAIL_SENT), last.get(Moment.MAIL_FAILED)
    figures = _age_figure(sent)
    if failed is not None and (sent is None or failed > sent):
        text = _("De laatste mail kon niet weg, %(age)s geleden.") % {
            "age": _duration(_age(failed))
        }
        return Answer(False, text, figures)
    if sent is None:
        return Answer(True, _("Er is nog geen mail verstuurd."))
    text = _("De laatste mail ging %(age)s geleden weg.") % {"age": _duration(_age(sent))}
    return Answer(True, text, figures)


def waiting_mails() -> Answer:
    """How many mails should have gone, and how long the first of them should have."""
    waiting = claims.waiting()
    text = ngettext(
        "%(count)d mail had al weg moeten zijn, sinds %(age)s.",
        "%(count)d mails hadden al weg moeten zijn, de eerste sinds %(age)s.",
        waiting.count,
    )
    return _queue(waiting, MAILS_MAY_WAIT, text, _("Er wachten geen mails."))


def waiting_calls() -> Answer:
    """How many messages to the sites of regions should have gone, and since how long."""
    waiting = calling.waiting()
    text = ngettext(
        "%(count)d melding had al weg moeten zijn, sinds %(age)s.",
        "%(count)d meldingen hadden al weg moeten zijn, de eerste sinds %(age)s.",
        waiting.count,
    )
    return _queue(waiting, MAILS_MAY_WAIT, text, _("Er wachten geen meldingen."))


def backup() -> Answer:
    """When the last back-up was made. A site that is two days old must have had one."""
    last = moments.last()
    made, installed = last.get(Moment.BACKUP), last.get(Moment.INSTALLED)
    if made is None:
        ok = installed is None or _age(installed) <= BACKUP_MAY_BE_OLD
        return Answer(ok, _("Er is nog geen back-up gemaakt."))
    text = _("De laatste back-up is van %(age)s geleden.") % {"age": _duration(_age(made))}
    return Answer(_age(made) <= BACKUP_MAY_BE_OLD, text, _age_figure(made))


def disk() -> Answer:
    """How much room is left where the platform writes."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    text = _("Vrije schijfruimte: %(size)s GB.") % {"size": number(round(free / 1e9, 1))}
    return Answer(free >= DISK_NEEDS, text, {"free_bytes": free})


# In the order of the page. The database comes first: without it most cannot be answered.
PROBES: tuple[Probe, ...] = (
    Probe("database", gettext_lazy("Database"), database),
    Probe("search", gettext_lazy("Zoekmachine"), search, of_database=False),
    Probe("queue", gettext_lazy("Wachtrij van de zoekmachine"), index_queue),
    Probe("tasks", gettext_lazy("Taken op de achtergrond"), tasks),
    Probe("background", gettext_lazy("Werk op vaste tijden"), background_work),
    Probe("mail", gettext_lazy("Mail"), mail),
    Probe("mails", gettext_lazy("Mails die wachten"), waiting_mails),
    Probe("webhooks", gettext_lazy("Meldingen aan andere sites"), waiting_calls),
    Probe("backup", gettext_lazy("Back-up"), backup),
    Probe("disk", gettext_lazy("Schijf"), disk, of_database=False),
)


def _age(moment: datetime) -> timedelta:
    return max(timezone.now() - moment, timedelta())


def _age_figure(moment: datetime | None) -> dict[str, float]:
    return {} if moment is None else {"age_seconds": _age(moment).total_seconds()}


def _queue(found: Waiting, may_wait: timedelta, text: str, nothing: str, **more: float) -> Answer:
    """What a queue looks like: `text` has places for the count and the age of the first."""
    age = timedelta() if found.oldest is None else _age(found.oldest)
    figures = {"waiting": found.count, "oldest_seconds": age.total_seconds(), **more}
    if not found.count:
        return Answer(True, nothing, figures)
    filled = text % {"count": found.count, "age": _duration(age)}
    return Answer(age <= may_wait, filled, figures)


def _duration(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 2:
        return _("minder dan 2 minuten")
    if minutes < 120:
        return _("%(count)d minuten") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)d uur") % {"count": minutes // 60}
    return _("%(count)d dagen") % {"count": minutes // (24 * 60)}
