"""All answers together, asked at most once in a few seconds however often the page is."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kennisplatform import maintenance
from operations.health.probes import PROBES, Answer, Probe

logger = logging.getLogger(__name__)

_NO_ANSWER = Answer(False, gettext_lazy("Geen antwoord."))

FRESH = 5.0  # seconds
_CLOSED = Probe(
    "maintenance",
    gettext_lazy("Onderhoud"),
    lambda: Answer(False, _("De site is even dicht voor onderhoud.")),
)


@dataclass(frozen=True)
class Report:
    at: datetime
    answers: tuple[tuple[Probe, Answer], ...]

    @property
    def ok(self) -> bool:
        return all(answer.ok for _probe, answer in self.answers)


_lock = threading.Lock()
_last: tuple[float, Report] | None = None


def current_report() -> Report:
    """The report of this process, of at most `FRESH` seconds ago. Never raises."""
    global _last
    with _lock:  # who comes while it is asked waits, and gets the same
        if _last is None or time.monotonic() - _last[0] >= FRESH:
            report = _ask_all()
            _last = (time.monotonic(), report)
        return _last[1]


def _ask_all() -> Report:
    # A database that is being put back must be left alone; even looking would make a new one.
    probes = (_CLOSED,) if maintenance.is_closed() else PROBES
    answers: list[tuple[Probe, Answer]] = []
    without_database = False
    for probe in probes:
        # A server that is silent costs seconds: one question finds that out for all.
        answer = _NO_ANSWER if without_database and probe.of_database else _ask(probe)
        without_database = without_database or (answer is _NO_ANSWER and probe.name == "database")
        answers.append((probe, answer))
    return Report(timezone.now(), tuple(answers))


def _ask(probe: Probe) -> Answer:
    try:
        return probe.ask()
    except Exception as error:  # any part may be broken in any way, and the page tells which
        logger.error("%s is not well: %s", probe.name, error)
        return _NO_ANSWER
