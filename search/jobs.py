"""What keeps the index equal to the catalogue, done by workers."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.schedule import daily, each_round
from search import counting, queue, rebuild

A_ROUND = 1_000  # entries, so that a worker with a long queue still sees to the rest


@each_round
def drain_queue() -> int:
    """What a web process left in the queue: it died, or the engine was away."""
    return queue.catch_up() + queue.drain(limit=A_ROUND)


@daily("03:30", _("De zoekindex nakijken"))
def reconcile_index() -> None:
    """Compare every document with the database and mend what differs."""
    rebuild.reconcile()


@daily("02:20", _("Zeldzame zoekvragen wissen"))
def forget_rare_searches() -> None:
    """Texts that hardly anybody looked for, after a month."""
    counting.forget_rare(timezone.localdate())
