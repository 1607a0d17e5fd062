"""Counting searches, so that editors can see what was looked for and not found.

Without personal data: a text, a day and numbers. What looks like a person (an address, a
number) is not counted at all, and what hardly anybody looks for is forgotten after a month.
A reader never waits for it: counts are gathered in memory and written by a thread. A process
that is killed loses the last seconds of its counts, and nothing else.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from search.models import SearchCount

logger = logging.getLogger(__name__)

WAIT = 5.0  # seconds that counts are gathered
KEEP_RARE = timedelta(days=30)
RARE = 3  # looked for fewer times than this
MAX_LENGTH = 100
MAX_GATHERED = 1_000  # different texts between two writes; more are not counted

# An e-mail address, or four digits and more: a telephone number, a citizen's number, a date of
# birth, a postal code. A year stands in a facet and hardly ever in a text.
_PERSONAL = re.compile(r"@|\d[\s.-]?\d[\s.-]?\d[\s.-]?\d")

_lock = threading.Lock()
_gathered: Counter[str] = Counter()
_hits: dict[str, int] = {}
_timer: threading.Timer | None = None


def count_search(text: str, hits: int) -> None:
    """Count a search of now. Returns at once."""
    global _timer
    text = " ".join(text.casefold().split())
    if not text or len(text) > MAX_LENGTH or _PERSONAL.search(text):
        return
    with _lock:
        if text not in _gathered and len(_gathered) >= MAX_GATHERED:
            return
        _gathered[text] += 1
        _hits[text] = hits
        if _timer is None:
            _timer = threading.Timer(WAIT, _write_and_close)
            _timer.daemon = True
            _timer.start()


def write_counts() -> int:
    """Write what was gathered; returns how many texts. Counts that cannot be written are lost."""
    gathered, hits = drop_gathered()
    today = timezone.localdate()
    try:
        with transaction.atomic():
            for text, count in sorted(gathered.items()):
                row, _made = SearchCount.objects.get_or_create(
                    day=today, text=text, defaults={"hits": hits[text]}
                )
                SearchCount.objects.filter(pk=row.pk).update(
                    count=F("count") + count, hits=hits[text]
                )
    except DatabaseError as error:
        logger.warning("searches were not counted: %s", error)
        return 0
    return len(gathered)


def drop_gathered() -> tuple[dict[str, int], dict[str, int]]:
    """Start anew; returns what was gathered: how often, and the hits, by text."""
    global _timer
    with _lock:
        gathered, hits = dict(_gathered), dict(_hits)
        _gathered.clear()
        _hits.clear()
        if _timer is not None:
            _timer.cancel()
        _timer = None
    return gathered, hits


def forget_rare(today: date) -> int:
    """Drop texts of over a month ago that were looked for fewer than `RARE` times; how many."""
    old = SearchCount.objects.filter(day__lt=today - KEEP_RARE)
    rare = (
        SearchCount.objects.values("text")
        .annotate(total=Sum("count"))
        .filter(total__lt=RARE)
        .values("text")
    )
    return old.filter(text__in=rare).delete()[0]


def _write_and_close() -> None:
    try:
        write_counts()
    finally:
        connection.close()
