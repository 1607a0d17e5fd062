"""Days and times told from the day of loading, so that a demo is never out of date.

    "+21d"            21 days after the day of loading, a date
    "-9d 10:00"       9 days before it, at ten o'clock
    "+3w di 09:30"    on Tuesday of the third week after this one, at half past nine

Weekdays are Dutch: ma di wo do vr za zo. Anything else is left as it is.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

WEEKDAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_RELATIVE = re.compile(
    r"(?P<number>[+-]\d+)(?:d|w (?P<weekday>" + "|".join(WEEKDAYS) + r"))"
    r"(?: (?P<hour>\d\d):(?P<minute>\d\d))?"
)


def resolve(value: Any, today: date) -> Any:
    """The value with every relative day in it worked out; lists and tables are looked into."""
    if isinstance(value, dict):
        return {key: resolve(below, today) for key, below in value.items()}
    if isinstance(value, list):
        return [resolve(below, today) for below in value]
    if isinstance(value, str) and (found := _RELATIVE.fullmatch(value)):
        return _moment(found, today)
    return value


def _moment(found: re.Match[str], today: date) -> date | datetime:
    number = int(found["number"])
    if found["weekday"]:
        monday = today - timedelta(days=today.weekday())
        day = monday + timedelta(weeks=number, days=WEEKDAYS.index(found["weekday"]))
    else:
        day = today + timedelta(days=number)
    if not found["hour"]:
        return day
    clock = time(int(found["hour"]), int(found["minute"]))
    return timezone.make_aware(datetime.combine(day, clock))
