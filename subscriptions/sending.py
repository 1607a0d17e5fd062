"""Mails that wait are handed to the mail server, by any number of workers side by side.

A mail is marked as sent in a commit of its own, right after the server took it. Whoever is
killed between the two sends it again with the same Message-ID (docs/decisions/0008-mails.md).
"""

from __future__ import annotations

import logging
import smtplib
import time
import traceback
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from background.presence import present
from subscriptions import claims
from subscriptions.answers import Answer, Verdict, judge
from subscriptions.mails.composing import Composer, Mail
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Follower,
    Subscription,
    SubscriptionState,
)
from subscriptions.news import NotIndexedYetError
from subscriptions.outbox import ASKED
from subscriptions.refusals import refuse

logger = logging.getLogger(__name__)

BATCH = 100  # mails that one worker claims at a time
AT_A_TIME = 25  # mails of which is looked at once whether they are still wanted
FRESH = 1.0  # seconds that this holds
A_ROUND = 10.0  # seconds after which a worker sees to its other work first

FOR_INDEX = timedelta(seconds=20)  # that a mail waits for it
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 12

SESSION_IS_OVER = 421


class MailServerAwayError(Exception):
    """The server is not there or takes nothing of ours; what waits goes on waiting."""


def send_waiting(limit: int = 1_000) -> int:
    """Send the mails that are due, for some seconds and `limit` mails at most; how many it saw to.

    Raises `MailServerAwayError` when the server is away: no mail is the worse for it.
    """
    with present("mail") as worker:
        claims.put_back(worker)
        if not claims.due():
            return 0
        sender = Sender(worker)
        until = time.monotonic() + A_ROUND
        done = 0
        try:
            sender.open()
            while done < limit and time.monotonic() < until:
                batch = claims.claim(worker, min(BATCH, limit - done))
                if not batch:
                    break
                done += sender.send(batch, until)
        finally:
            claims.release(worker)
            sender.close()
    return done


class Sender:
    """Hands over mails that `worker` claimed, all in one connection."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._server: BaseEmailBackend = get_connection()

    def open(self) -> None:
        """Connect; `MailServerAwayError` when that cannot be done."""
        try:
            self._server.open()
        except OSError as error:  # those of smtplib are too
            raise MailServerAwayError(
                f"de mailserver neemt niets aan ({judge(error).codes})"
            ) from None

    def close(self) -> None:
        """Say goodbye to the server, if it is still there."""
        try:
            self._server.close()
        except OSError as error:
            logger.info("the connection to the mail server did not close: %s", type(error).__name__)

    def send(self, batch: list[UUID], until: float) -> int:
        """Send these until it is late (`until`, monotonic); how many it saw to."""
        composer = Composer()
        done = 0
        while done < len(batch) and time.monotonic() < until:
            some = batch[done : done + AT_A_TIME]
            read, standing = time.monotonic(), self._as_they_stand(some)
            for pk in some:
                done += 1
                if pk in standing:
                    self._see_to(standing[pk], composer)
                    if standing[pk].state == DeliveryState.REFUSED:
                        break  # its follower may be stopped by that
                if time.monotonic() - read > FRESH:
                    break
        return done

    def _as_they_stand(self, ids: list[UUID]) -> dict[UUID, Delivery]:
        """These mails now, without those whose follower is forgotten or that another has."""
        related = (
            "follower",
            "subscription__query",
            "subscription__group__network",
            "subscription__group__region",
            "edition",
        )
        mine = Delivery.objects.filter(state=DeliveryState.SENDING, worker=self._worker)
        found = mine.select_related(*related).in_bulk(ids)
        for delivery in found.values():
            if delivery.subscription is not None:
                delivery.subscription.follower = delivery.follower  # links are signed with its key
        return found

    def _see_to(self, delivery: Delivery, composer: Composer) -> None:
        if not is_wanted(delivery):
            self._conclude(delivery, DeliveryState.DROPPED)
            return
        try:
            mail = composer.compose(delivery)
        except DatabaseError:
            raise
        except NotIndexedYetError:
            self._postpone(delivery, FOR_INDEX, "")
            # The others of this edition need not be tried one by one.
            waiting = Delivery.objects.filter(
                edition=delivery.edition_id, state=DeliveryState.WAITING
            )
            later = timezone.now() + FOR_INDEX
            waiting.filter(not_before__lt=later).update(not_before=later)
            return
        except Exception as error:  # one mail that cannot be made must not hold up the rest
            place = traceback.extract_tb(error.__traceback__)[-1]
            # Not its text: that may hold an address.
            what = f"{type(error).__name__}, {place.filename}:{place.lineno}"
            logger.error("mail %s could not be made: %s", delivery.pk, what)
            self._try_later(delivery, type(error).__name__)
            return
        if mail is None:
            self._conclude(delivery, DeliveryState.DROPPED)
        else:
            self._hand_over(delivery, mail)

    def _hand_over(self, delivery: Delivery, mail: Mail) -> None:
        try:
            taken = self._transfer(mail)
        except (OSError, ValueError) as error:
            self._weigh(delivery, judge(error))
            return
        if taken:
            self._taken(delivery, mail)
        else:
            self._try_later(delivery, "niet aangenomen")

    def _transfer(self, mail: Mail) -> int:
        try:
            return self._server.send_messages([mail.message]) or 0
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code != SESSION_IS_OVER:
                raise
        # It takes so many mails in one connection. Nothing of this one was said yet.
        self.close()
        self.open()
        return self._server.send_messages([mail.message]) or 0

    def _weigh(self, delivery: Delivery, answer: Answer) -> None:
        if answer.verdict is Verdict.REFUSED:
            refuse(delivery, answer.codes, was=DeliveryState.SENDING, worker=self._worker)
            delivery.state = DeliveryState.REFUSED
        elif answer.verdict is Verdict.LATER:
            self._try_later(delivery, answer.codes)
        else:
            self._postpone(delivery, FIRST_WAIT, answer.codes)
        if answer.broken or answer.verdict is Verdict.SERVER:
            raise MailServerAwayError(f"de mailserver neemt niets aan ({answer.codes})") from None

    def _taken(self, delivery: Delivery, mail: Mail) -> None:
        sent = {"sent_at": timezone.now(), "left_out": list(mail.left_out)}
        if not delivery.follower.refusals:
            self._conclude(delivery, DeliveryState.SENT, **sent)
            return
        with transaction.atomic():
            self._conclude(delivery, DeliveryState.SENT, **sent)
            Follower.objects.filter(pk=delivery.follower_id).update(refusals=0)

    def _conclude(self, delivery: Delivery, state: DeliveryState, **values: Any) -> None:
        self._mine(delivery).update(state=state, worker="", answer="", **values)

    def _try_later(self, delivery: Delivery, codes: str) -> None:
        """Again after a while that doubles; given up after `MOST_TRIES`."""
        tries = delivery.tries + 1
        if tries >= MOST_TRIES:
            self._mine(delivery).update(
                state=DeliveryState.GIVEN_UP, worker="", tries=tries, answer=codes
            )
            return
        delivery.tries = tries
        self._postpone(delivery, min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT), codes)

    def _postpone(self, delivery: Delivery, wait: timedelta, why: str) -> None:
        """Again later, without counting it as a try."""
        self._mine(delivery).update(
            state=DeliveryState.WAITING,
            worker="",
            tries=delivery.tries,
            not_before=timezone.now() + wait,
            answer=why,
        )

    def _mine(self, delivery: Delivery) -> QuerySet[Delivery]:
        sending = Delivery.objects.filter(state=DeliveryState.SENDING, worker=self._worker)
        return sending.filter(pk=delivery.pk)


def is_wanted(delivery: Delivery) -> bool:
    """Whether a mail that was written down some time ago must still go."""
    subscription: Subscription | None = delivery.subscription
    if delivery.kind == DeliveryKind.CONFIRM:
        # Without one the request was answered meanwhile.
        return subscription is not None and bool(subscription.nonce)
    if delivery.kind in ASKED:
        return True
    if delivery.follower.stopped_at is not None:
        return False
    lost = delivery.kind == DeliveryKind.LOST
    if subscription is None:
        return lost  # what it was a subscription of went with it
    wanted = {SubscriptionState.ACTIVE, *([SubscriptionState.LOST] if lost else [])}
    return subscription.state in wanted
