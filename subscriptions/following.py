"""To follow, and everything somebody can do with it afterwards.

Who asks proves with a mail that the address is theirs; until then nothing is sent. Whether an
address is known shows in nothing that a stranger can see, nor in how much work it was.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from search.query import ENTRY_PARAMETER, SearchQuery
from subscriptions import outbox, queries
from subscriptions.deliveries import hand_over
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    Follower,
    Frequency,
    Subscription,
    SubscriptionState,
)
from subscriptions.models.follower import held_follower, hold_follower, new_key
from subscriptions.news import newest_news_id

# Of what anybody can have sent to any address; more is not sent, and nobody is told.
MAILS_AN_HOUR = 3


@transaction.atomic
def ask(query: SearchQuery, email: str, frequency: Frequency, *, national: bool = False) -> None:
    """Somebody wants to follow a search: the address gets a mail to confirm that.

    With `national` what holds for the whole country is followed as well. An address that follows
    it already gets a mail that says so, and keeps its frequency. Raises queries.TooLongError and
    queries.GoneError; then nothing is done.
    """
    wider = queries.national_of(query) if national else None
    followed = queries.kept(wider or query)
    follower = held_follower(email)
    asked = Subscription.of(follower, followed, frequency=frequency)
    Subscription.objects.bulk_create([asked], ignore_conflicts=True)
    subscription = Subscription.objects.get(follower=follower, query=followed, group=None)
    if _had_enough(follower):
        # Without a mail there would be nothing to confirm it with.
        never_asked = Subscription.objects.filter(state=SubscriptionState.PENDING, nonce="")
        never_asked.filter(pk=subscription.pk).delete()
        return
    following = subscription.state == SubscriptionState.ACTIVE and not follower.stopped_at
    # What is followed is not touched.
    waiting = Subscription.objects.filter(pk=subscription.pk)
    if not follower.stopped_at:
        waiting = waiting.exclude(state=SubscriptionState.ACTIVE)
    waiting.update(
        nonce=Case(When(nonce="", then=Value(new_key())), default=F("nonce")),
        frequency=Case(
            When(state=SubscriptionState.PENDING, then=Value(frequency.value)),
            default=F("frequency"),
        ),
    )
    kind = DeliveryKind.ALREADY if following else DeliveryKind.CONFIRM
    # The mail confirms what was asked now, also of something that was paused.
    payload = {"frequency": frequency.value}
    outbox.put(kind, follower, subscription=subscription, payload=payload)


@transaction.atomic
def request_manage_link(email: str) -> None:
    """Mail a link to manage what the address follows. Who follows nothing reads that there."""
    follower = held_follower(email)
    if not _had_enough(follower):
        outbox.put(DeliveryKind.MANAGE, follower)


@transaction.atomic
def confirm(subscription: Subscription) -> bool:
    """Start to send what is new from now on; False when somebody else just did that.

    To what sends already (a request that waited went up in it) nothing is skipped.
    `subscription` is as `links.read_confirm` read it: as often as its mail said.
    """
    hold_follower(subscription.follower_id)  # first, as who asks does
    waiting = Subscription.objects.filter(pk=subscription.pk, nonce=subscription.nonce)
    if not waiting.exclude(nonce="").update(
        state=SubscriptionState.ACTIVE,
        frequency=subscription.frequency,
        confirmed_at=timezone.now(),
        seen=Case(When(state=SubscriptionState.ACTIVE, then=F("seen")), default=newest_news_id()),
        lost_at=None,
        nonce="",
    ):
        return False
    Follower.objects.filter(pk=subscription.follower_id).update(
        stopped_at=None, stopped_why="", refusals=0
    )
    return True


def change_frequency(subscription: Subscription, frequency: Frequency) -> None:
    """Send more or less often. What is new since the last mail stays to be sent."""
    Subscription.objects.filter(pk=subscription.pk).update(frequency=frequency)


@transaction.atomic
def pause(subscription: Subscription) -> bool:
    """Send nothing until `resume`; whether that changed anything."""
    active = Subscription.objects.filter(pk=subscription.pk, state=SubscriptionState.ACTIVE)
    hold_follower(subscription.follower_id)
    hand_over(active)
    return bool(active.update(state=SubscriptionState.PAUSED))


def resume(subscription: Subscription) -> bool:
    """Send what is new from now on; whether that changed anything."""
    paused = Subscription.objects.filter(pk=subscription.pk, state=SubscriptionState.PAUSED)
    return bool(paused.update(state=SubscriptionState.ACTIVE, seen=newest_news_id()))


@transaction.atomic
def end(subscription: Subscription) -> None:
    """Stop following this one search, and forget that it was followed."""
    ending = Subscription.objects.filter(pk=subscription.pk)
    hold_follower(subscription.follower_id)
    hand_over(ending)
    ending.delete()


@transaction.atomic
def end_mails(subscription: Subscription) -> None:
    """Stop all mails about this search: of two ways to follow it one mail tells."""
    hold_follower(subscription.follower_id)
    same = Subscription.objects.filter(
        follower=subscription.follower_id, query=subscription.query_id
    )
    same.exclude(state=SubscriptionState.PENDING).delete()


def end_all(follower: Follower) -> int:
    """Stop following everything; how many searches that were."""
    return follower.subscriptions.all().delete()[1].get(Subscription._meta.label, 0)


def forget(follower: Follower) -> None:
    """Delete the address and everything that is kept with it."""
    follower.delete()


def export(follower: Follower) -> dict[str, Any]:
    """Everything that is kept of somebody, as plain values for JSON."""
    return {
        "e-mail": follower.email,
        "sinds": follower.created_at.isoformat(),
        "geweigerde_mails_op_rij": follower.refusals,
        "mails_gestopt_op": follower.stopped_at and follower.stopped_at.isoformat(),
        "mails_gestopt_omdat": follower.stopped_why,
        "abonnementen": [
            {
                "zoekvraag": subscription.query.query_string,
                "namens": subscription.group.network.title if subscription.group else None,
                "hoe_vaak": subscription.frequency,
                "stand": subscription.state,
                "aangevraagd_op": subscription.created_at.isoformat(),
                "bevestigd_op": subscription.confirmed_at and subscription.confirmed_at.isoformat(),
            }
            for subscription in subscriptions_of(follower)
        ],
        "mails": [
            {
                "soort": delivery.kind,
                "zoekvraag": delivery.subscription.query.query_string
                if delivery.subscription
                else None,
                "gemaakt_op": delivery.made_at.isoformat(),
                "stand": delivery.state,
                "verstuurd_op": delivery.sent_at and delivery.sent_at.isoformat(),
                "antwoord_van_de_mailserver": delivery.answer,
                "vermeldingen": _entries_in(delivery),
            }
            for delivery in follower.deliveries.select_related(
                "subscription__query", "edition"
            ).order_by("made_at")
        ],
    }


def _entries_in(delivery: Delivery) -> list[str]:
    """Where to find what a mail was about."""
    if delivery.edition is None:
        return []
    search = f"{settings.BASE_URL}{reverse('search:search')}"
    left_out = set(delivery.left_out)
    entries = [pk for pk, _news in delivery.edition.items if pk not in left_out]
    return [f"{search}?{ENTRY_PARAMETER}={pk}" for pk in entries]


def subscriptions_of(follower: Follower) -> list[Subscription]:
    """What somebody follows, newest first, with what a page shows of it."""
    return list(
        follower.subscriptions.select_related("query", "group__network", "group__region").order_by(
            F("created_at").desc(), "pk"
        )
    )


def _had_enough(follower: Follower) -> bool:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    # What editors sent to a recipient of their network is counted with them. A request that was
    # confirmed was their own: who follows five things after another is no stranger.
    confirmed = Q(kind=DeliveryKind.CONFIRM, subscription__nonce="")
    lately = Delivery.objects.filter(
        ~confirmed,
        follower=follower,
        kind__in=outbox.ASKED,
        made_at__gt=an_hour_ago,
        subscription__group=None,
    )
    return lately.count() >= MAILS_AN_HOUR
