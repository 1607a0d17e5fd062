"""Which worker sends which mails: a bounded number at a time, and none at two of them.

A row that is claimed carries the id of its worker. What a worker that is no more had claimed is
put back, by whoever comes next.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from background.presence import living
from background.waiting import Waiting
from subscriptions.models import Delivery, DeliveryState


def due() -> bool:
    """Whether there is a mail to send now."""
    return _due().exists()


def waiting() -> Waiting:
    """The mails that should have gone; the moment is when. One query."""
    # What is being sent is on its way, or is put back soon.
    return Waiting(**_due().aggregate(count=Count("pk"), oldest=Min("not_before")))


def claim(worker: str, most: int) -> list[UUID]:
    """Mails that are this worker's from now on, in the order to send them in."""
    with transaction.atomic():
        # Without row locks (SQLite) there is one writer at a time anyway.
        rows = _due().select_for_update(skip_locked=True, of=("self",))
        ids = list(
            rows.order_by("rank", "not_before", "edition").values_list("pk", flat=True)[:most]
        )
        Delivery.objects.filter(pk__in=ids).update(state=DeliveryState.SENDING, worker=worker)
    return ids


def release(worker: str) -> int:
    """Put back what this worker claimed and did not send; how many."""
    return _claimed().filter(worker=worker).update(state=DeliveryState.WAITING, worker="")


def put_back(worker: str) -> int:
    """Put back what workers that are no more had claimed; how many.

    Called by `worker` while it sends nothing, so that what stands in its own name is left over
    too.
    """
    holders = set(_claimed().order_by().values_list("worker", flat=True).distinct())
    gone = holders and holders - (living() - {worker})
    if not gone:
        return 0
    return _claimed().filter(worker__in=gone).update(state=DeliveryState.WAITING, worker="")


def _due() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lte=timezone.now())


def _claimed() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.SENDING)
