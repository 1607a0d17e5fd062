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
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from background import state
from kennisplatform.templatetags.house import number
from operations import moments
from operations.moments import Moment
from search import queue
from search.engines import current_engine

QUEUE_MAY_WAIT = timedelta(minutes=15)
TASKS_MAY_WAIT = timedelta(hours=1)
BACKUP_MAY_BE_OLD = timedelta(hours=48)
DISK_NEEDS = 500_000_000  # bytes


@dataclass(frozen=True)
class Answer:
    """`figures` are numbers by name, in seconds, bytes or a count; what is unknown is left out."""

    ok: bool
    text: str
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Probe:
    """A question; `ask` may raise anything, which is an answer as well."""

    name: str  # for machines
    label: str
    ask: Callable[[], Answer]


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
    if waiting.oldest is None:
        return Answer(True, _("Er wacht niets op de zoekmachine."), _waiting(0, None))
    text = ngettext(
        "%(count)d vermelding wacht op de zoekmachine, al %(age)s.",
        "%(count)d vermeldingen wachten op de zoekmachine, de oudste al %(age)s.",
        waiting.count,
    ) % {"count": waiting.count, "age": _duration(_age(waiting.oldest))}
    ok = _age(waiting.oldest) <= QUEUE_MAY_WAIT
    return Answer(ok, text, _waiting(waiting.count, waiting.oldest))


def tasks() -> Answer:
    """How many tasks wait to be done in the background."""
    found = state.task_state()
    figures = {**_waiting(found.waiting, found.oldest), "failed": found.failed}
    if found.oldest is None:
        return Answer(True, _("Er wachten geen taken."), figures)
    text = ngettext(
        "%(count)d taak wacht, al %(age)s.",
        "%(count)d taken wachten, de oudste al %(age)s.",
        found.waiting,
    ) % {"count": found.waiting, "age": _duration(_age(found.oldest))}
    return Answer(_age(found.oldest) <= TASKS_MAY_WAIT, text, figures)


def background_work() -> Answer:
    """Whether a worker, or the thread of a web process, does what must be done at set times."""
    found = state.worker_state()
    failed = state.failed_jobs()
    figures = {"alive": found.alive, "failed_jobs": len(failed)}
    if not found.alive:
        return Answer(False, _("Niemand doet het werk op de achtergrond."), figures)
    if failed:
        text = _("Mislukt, en wordt opnieuw gedaan: %(jobs)s.") % {"jobs": ", ".join(failed)}
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
    Probe("database", "Database", database),
    Probe("search", "Zoekmachine", search),
    Probe("queue", "Wachtrij van de zoekmachine", index_queue),
    Probe("tasks", "Taken op de achtergrond", tasks),
    Probe("background", "Werk op vaste tijden", background_work),
    Probe("mail", "Mail", mail),
    Probe("backup", "Back-up", backup),
    Probe("disk", "Schijf", disk),
)


def _age(moment: datetime) -> timedelta:
    return max(timezone.now() - moment, timedelta())


def _age_figure(moment: datetime | None) -> dict[str, float]:
    return {} if moment is None else {"age_seconds": _age(moment).total_seconds()}


def _waiting(count: int, first: datetime | None) -> dict[str, float]:
    oldest = 0.0 if first is None else _age(first).total_seconds()
    return {"waiting": count, "oldest_seconds": oldest}


def _duration(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 2:
        return _("minder dan 2 minuten")
    if minutes < 120:
        return _("%(count)d minuten") % {"count": minutes}
    if minutes < 48 * 60:
        return _("%(count)d uur") % {"count": minutes // 60}
    return _("%(count)d dagen") % {"count": minutes // (24 * 60)}
