"""How long anything about a person is kept. The page about privacy says the same numbers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from subscriptions import links
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Edition,
    FollowedQuery,
    Follower,
    GroupFollow,
    Subscription,
    SubscriptionState,
    Webhook,
)

# A request that nobody confirmed, and an address that follows nothing.
UNUSED = timedelta(days=7)
# Which mail went to whom. Until then an entry that comes back is not sent twice.
LOG = timedelta(days=180)
# An address whose mails came back.
STOPPED = timedelta(days=180)
# What somebody followed and lost with a term; the mail about it named what comes near.
LOST = timedelta(days=30)
# Nobody's, but perhaps just made by somebody who is not done yet.
LOOSE = timedelta(days=1)

_UNDERWAY = Q(state__in=[DeliveryState.WAITING, DeliveryState.SENDING])
BATCH = 1_000  # rows that are held, or read to be deleted, at a time


def forget_old() -> dict[str, int]:
    """Delete what was kept long enough; how many rows of each kind.

    May be cut off and run again.
    """
    now = timezone.now()
    return {
        "requests": _requests(Q(created_at__lt=now - UNUSED)),
        "lost": Subscription.objects.filter(
            state=SubscriptionState.LOST, lost_at__lt=now - LOST, nonce=""
        ).delete()[0],
        "stopped": Follower.objects.filter(stopped_at__lt=now - STOPPED).delete()[0],
        "followers": _without_any(Q(created_at__lt=now - UNUSED)),
        "mails": _mails(now - LOG),
        "editions": Edition.objects.filter(
            ~Exists(Delivery.objects.filter(edition=OuterRef("pk"))), made_at__lt=now - LOOSE
        ).delete()[0],
        "searches": _searches(Q(created_at__lt=now - LOOSE)),
    }


def _requests(old: Q) -> int:
    """Requests that nobody confirmed, and whose last link does not work any more."""
    deleted = 0
    while some := _some_requests(old):
        deleted += some
    return deleted


@transaction.atomic
def _some_requests(old: Q) -> int:
    # A link is made when its mail goes.
    good = Q(sent_at__gt=timezone.now() - links.CONFIRM_WITHIN) | _UNDERWAY
    asked = Delivery.objects.filter(good, subscription=OuterRef("pk"), kind=DeliveryKind.CONFIRM)
    waiting = Subscription.objects.filter(old, ~Exists(asked), state=SubscriptionState.PENDING)
    # Held, so that nobody confirms what is being deleted.
    ids = list(waiting.select_for_update().values_list("pk", flat=True)[:BATCH])
    deleted: int = Subscription.objects.filter(pk__in=ids).delete()[0]
    return deleted


def _mails(before: datetime) -> int:
    """The log of mails; what is being sent just now stays. Some at a time: there are many."""
    old = Delivery.objects.filter(made_at__lt=before).exclude(state=DeliveryState.SENDING)
    deleted = 0
    while some := list(old.order_by().values_list("pk", flat=True)[:BATCH]):
        deleted += Delivery.objects.filter(pk__in=some).delete()[0]
    return deleted


def _without_any(old: Q) -> int:
    theirs = Subscription.objects.filter(follower=OuterRef("pk"))
    mails = Delivery.objects.filter(_UNDERWAY, follower=OuterRef("pk"))
    return Follower.objects.filter(old, ~Exists(theirs), ~Exists(mails)).delete()[0]


def _searches(old: Q) -> int:
    """Searches that nobody follows any more, no site and no network either."""
    unused = FollowedQuery.objects.filter(old)
    for model in (Subscription, GroupFollow, Webhook):
        unused = unused.filter(~Exists(model._default_manager.filter(query=OuterRef("pk"))))
    return unused.delete()[0]
