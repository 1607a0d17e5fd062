"""Several processes that drain the queue at once, and no entry at two of them.

The entries are dealt over slots, one row each; who holds a row's lock drains the entries of that
slot. The locks are not on the rows of the queue itself: an editor who changes an entry that is
just being indexed must not wait for a search engine. A lock goes with its process, so a killed
one leaves nothing behind.

SQLite has no row locks. There one machine does the work, with the engine's writer as its lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from search.models import SLOTS, DrainSlot

# A long queue is shared: one process takes this many slots, so that four can work on it.
SHARE = SLOTS // 4


def slot_of(entry_id: int) -> int:
    """The slot of an entry."""
    return entry_id % SLOTS


@contextmanager
def my_turn(ids: Iterable[int], *, share: bool) -> Iterator[frozenset[int]]:
    """Hold slots of these entries that nobody holds, until the end of the block.

    With `share` no more than `SHARE` of them. Empty when others hold them all: they look at the
    queue once more after letting go. A transaction is open meanwhile.
    """
    wanted = {slot_of(pk) for pk in ids}
    if not connection.features.has_select_for_update_skip_locked:
        yield frozenset(wanted)
        return
    with transaction.atomic():
        yield _lock(wanted, SHARE if share else SLOTS)


def _lock(wanted: set[int], most: int) -> frozenset[int]:
    free = DrainSlot.objects.select_for_update(skip_locked=True).filter(number__in=wanted)
    held = frozenset(free.order_by("number").values_list("number", flat=True)[:most])
    if not held and not DrainSlot.objects.exists():
        DrainSlot.objects.bulk_create(map(DrainSlot, range(SLOTS)), ignore_conflicts=True)
        held = frozenset(free.order_by("number").values_list("number", flat=True)[:most])
    return held
