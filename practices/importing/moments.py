"""Days and moments as Dutch people and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from practices.importing.wording import ValueProblem, shorten

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun",
            "juli jul", "augustus aug", "september sep sept", "oktober okt",
            "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DUTCH_DAY = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})")
_WRITTEN_DAY = re.compile(r"(?P<day>\d{1,2})\s+(?P<month>[^\W\d]+)\.?\s+(?P<year>\d{4})")
_CLOCK = re.compile(r"(?:om\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?(?:\s*uur)?")
_YEARS = range(1900, 2200)


def read_date(raw: Any) -> date:
    """A day; a time of the day beside it is left out. Raises ValueProblem."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return _in_range(raw)
    day, rest = _split_day(raw)
    if rest and not _CLOCK.fullmatch(rest):
        raise _not_a_date(raw)
    return day


def read_moment(raw: Any) -> datetime:
    """A moment by the clock of Amsterdam, or of the zone it names. Raises ValueProblem."""
    if isinstance(raw, str):
        raw = _written_moment(raw)
    if isinstance(raw, date) and not isinstance(raw, datetime):
        raw = datetime.combine(raw, time())
    if not isinstance(raw, datetime):
        raise _not_a_date(raw)
    _in_range(raw.date())
    return timezone.make_aware(raw) if timezone.is_naive(raw) else raw


def _written_moment(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        day, rest = _split_day(written)
    clock = _CLOCK.fullmatch(rest) if rest else None
    try:
        moment = time(int(clock["hour"]), int(clock["minute"])) if clock else time()
    except ValueError:
        raise _not_a_date(written) from None
    if rest and not clock:
        raise _not_a_date(written)
    return datetime.combine(day, moment)


def _split_day(written: Any) -> tuple[date, str]:
    if not isinstance(written, str):
        raise _not_a_date(written)
    text = " ".join(written.split()).casefold()
    for pattern in (_ISO_DAY, _DUTCH_DAY, _WRITTEN_DAY):
        if found := pattern.match(text):
            month = found["month"]
            number = int(month) if month.isdecimal() else _MONTHS.get(month, 0)
            try:
                day = date(int(found["year"]), number, int(found["day"]))
            except ValueError:
                break
            return _in_range(day), text[found.end() :].lstrip(" t")
    raise _not_a_date(written)


def _in_range(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueProblem(_("Het jaar %(year)d kan niet kloppen.") % {"year": day.year})
    return day


def _not_a_date(written: Any) -> ValueProblem:
    return ValueProblem(
        _("“%(written)s” is geen datum. Schrijf bijvoorbeeld 2027-03-04, 4-3-2027 of 4 maart 2027.")
        % {"written": shorten(str(written))}
    )
