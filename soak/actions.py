"""What the processes do that may be killed: editing, draining, rebuilding, at random."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from practices.models import BestPractice, Entry, LearningNetwork, Theme
from search import queue, rebuild
from search.engines.base import EngineBusyError, EngineUnavailableError, NoPreviousIndexError

# What each command of ours tells its user about in one line: no fault, it is done again later.
REFUSED = (
    EngineBusyError,
    EngineUnavailableError,
    NoPreviousIndexError,
    rebuild.RebuildFailedError,
)
SMALLEST, LARGEST = 40, 80  # entries of the whole catalogue, about


class Moment(IntEnum):
    """What a process is at."""

    STARTING = 0
    PUBLISHING = 1
    INDEXING = 2  # what was just committed
    DRAINING = 3
    REBUILDING = 4
    ROLLING_BACK = 5


class Actor:
    """Does one thing after another to its share of the networks and all below them.

    Several actors work at once, actor `part` of `parts`; two editors of one page are not what
    is tried here. `tell` hears what it is at.
    """

    def __init__(
        self, chance: Random, part: int, parts: int, tell: Callable[[Moment], object]
    ) -> None:
        self._chance = chance
        self._part, self._parts = part, parts
        self._tell = tell
        self._number = 0
        self._editing: list[Callable[[], object]] = [
            *[self._publish] * 4,
            *[self._withdraw] * 2,
            *[self._add] * 2,
            *[self._delete] * 2,
            self._close_or_open,
            self._rename_theme,
        ]

    def act(self) -> None:
        """One action. Raises one of `REFUSED` when the engine cannot do it now."""
        kinds = [self._edit, self._drain, self._rebuild, self._roll_back]
        (kind,) = self._chance.choices(kinds, [50, 25, 15, 10])
        kind()

    # --- the index --------------------------------------------------------------------

    def _drain(self) -> None:
        self._leave_waiting()
        self._tell(Moment.DRAINING)
        queue.drain()

    def _rebuild(self) -> None:
        if self._chance.random() < 0.5:
            self._leave_waiting()
        self._tell(Moment.REBUILDING)
        rebuild.rebuild()

    def _roll_back(self) -> None:
        self._tell(Moment.ROLLING_BACK)
        rebuild.roll_back()

    def _leave_waiting(self) -> None:
        """Change entries as a process does that dies between its commit and its drain."""
        self._tell(Moment.PUBLISHING)
        some = [each.pk for each in self._some(self._chance.randint(1, 40))]
        with transaction.atomic():
            Page.objects.filter(pk__in=some).update(title=self._title())
            queue.enqueue_ids(some)
            connection.run_on_commit.clear()

    # --- the catalogue ----------------------------------------------------------------

    def _edit(self) -> None:
        self._tell(Moment.PUBLISHING)
        self._chance.choice(self._editing)()

    def _publish(self) -> None:
        for entry in self._some(1):
            page = entry.specific
            page.title = self._title()
            page.save_revision().publish()

    def _withdraw(self) -> None:
        for entry in self._some(1, live=True):
            entry.specific.unpublish()

    def _add(self) -> None:
        if Entry.objects.count() > LARGEST:
            return self._delete()
        network = self._chance.choice(self._networks())
        title = self._title()
        made = BestPractice(
            title=title,
            slug=f"soak-{self._chance.getrandbits(60):x}",
            summary="Een korte samenvatting.",
            first_published_at=timezone.now(),
        )
        network.add_child(instance=made)
        return None

    def _delete(self) -> None:
        if Entry.objects.count() < SMALLEST:
            return self._add()
        for entry in self._some(1):
            entry.specific.delete()
        return None

    def _close_or_open(self) -> None:
        network = self._chance.choice(self._networks())
        closed = PageViewRestriction.objects.filter(page=network).first()
        if closed:
            closed.delete()
        else:
            PageViewRestriction.objects.create(page=network, restriction_type="login")

    def _rename_theme(self) -> None:
        themes = self._share(Theme.objects.order_by("pk"))
        theme = self._chance.choice(themes)
        theme.name = f"{theme.name.partition(' (')[0]} ({self._chance.getrandbits(20)})"
        theme.save()

    def _title(self) -> str:
        self._number += 1
        words = ["Mantelzorg", "Nachtzorg", "Buurthuis", "Eenzaamheid", "Scholing", "Wijkteam"]
        picked = " ".join(self._chance.sample(words, 2))
        return f"{picked} {self._number}-{self._chance.getrandbits(30)}"

    def _some(self, count: int, **kept: Any) -> list[Entry]:
        found: list[Entry] = []
        for network in self._networks():
            found += Entry.objects.descendant_of(network).filter(**kept).order_by("pk")
        return self._chance.sample(found, min(count, len(found)))

    def _networks(self) -> list[LearningNetwork]:
        return self._share(LearningNetwork.objects.order_by("pk"))

    def _share(self, found: Any) -> list[Any]:
        return list(found)[self._part :: self._parts]
