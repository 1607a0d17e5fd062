"""When an address refuses again and again, nothing is sent there any more."""

from __future__ import annotations

from itertools import takewhile

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from subscriptions.models import Delivery, DeliveryState, Follower
from subscriptions.outbox import ASKED

IN_A_ROW = 3


def refuse(delivery: Delivery, codes: str, *, was: DeliveryState, worker: str = "") -> bool:
    """Write down that this address did not take a mail that stands in state `was`.

    `codes` is the answer without text, such as "550 5.1.1". After `IN_A_ROW` refusals in a row
    the follower is stopped and what waits for it is dropped. False when it stands otherwise by
    now: a refusal is counted once.
    """
    with transaction.atomic():
        follower = Follower.objects.select_for_update().filter(pk=delivery.follower_id).first()
        same = Delivery.objects.filter(pk=delivery.pk, state=was, worker=worker)
        if follower is None or not same.update(
            state=DeliveryState.REFUSED, worker="", answer=codes
        ):
            return False
        follower.refusals = _in_a_row(delivery)
        if follower.refusals >= IN_A_ROW and follower.stopped_at is None:
            follower.stopped_at = timezone.now()
            follower.stopped_why = _("%(number)d mails achter elkaar geweigerd (%(codes)s)") % {
                "number": follower.refusals,
                "codes": codes,
            }
            waiting = Delivery.objects.filter(follower=follower, state=DeliveryState.WAITING)
            waiting.exclude(kind__in=ASKED).update(state=DeliveryState.DROPPED)
        follower.save(update_fields=["refusals", "stopped_at", "stopped_why"])
    return True


def _in_a_row(delivery: Delivery) -> int:
    """How many mails up to this one were refused without one that was taken in between.

    Counted from the log, since a server between us and theirs takes every mail and returns it
    hours later: by then the next one was taken too.
    """
    before = Q(made_at__lt=delivery.made_at) | Q(
        made_at=delivery.made_at, state=DeliveryState.REFUSED
    )
    states = (
        Delivery.objects.filter(
            before,
            follower=delivery.follower_id,
            state__in=(DeliveryState.SENT, DeliveryState.REFUSED),
        )
        .order_by("-made_at")
        .values_list("state", flat=True)[: IN_A_ROW + 1]
    )
    return len(list(takewhile(lambda state: state == DeliveryState.REFUSED, states)))
