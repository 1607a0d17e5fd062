"""Calls that wait -> requests, with what came of them written down."""

from __future__ import annotations

import logging
import time
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Count, F, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from background.waiting import Waiting
from subscriptions.models import Webhook, WebhookCall
from subscriptions.news import NotIndexedYetError
from subscriptions.webhooks.messages import TYPE, news_message, try_message
from subscriptions.webhooks.posting import Answer, post
from subscriptions.webhooks.signing import signed_headers

logger = logging.getLogger(__name__)

SIDE_BY_SIDE = 10  # so that one that is slow does not hold up the others, nor a round the rest
TAKE_OVER = timedelta(minutes=2)  # a call takes seconds: by then its worker is no more
FOR_INDEX = timedelta(seconds=20)  # that a call waits for it
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP = timedelta(days=5)
GONE = 410  # a receiver that says so wants no more (RFC 9110, 15.5.11)


def call_waiting(limit: int = SIDE_BY_SIDE) -> int:
    """Make the calls that are due, side by side; return how many.

    Several workers may do so at once. One that dies meanwhile leaves a call that is made again:
    the message keeps its id, by which a receiver knows a repeat.
    """
    claimed = _claim(limit)
    wanted = [(call, message) for call in claimed if (message := _message(call)) is not None]
    if wanted:
        with ThreadPoolExecutor(len(wanted), thread_name_prefix="webhook") as pool:
            calls = {pool.submit(_send_anyhow, call, message): call for call, message in wanted}
            for future in as_completed(calls):
                _settle(calls[future], future.result())
    return len(claimed)


def waiting() -> Waiting:
    """The calls that should have been made; the moment is when. One query."""
    return Waiting(**_due().aggregate(count=Count("pk"), oldest=Min("not_before")))


def call_to_try(webhook: Webhook) -> Answer:
    """Send a message without news, at once; nothing is kept of it."""
    return _send(webhook, str(uuid4()), try_message(webhook))


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time, up to six hours."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(tries - 1, 16)
    return min(doubled, LONGEST_WAIT)


def switch_on(webhook: Webhook) -> None:
    """Begin again after it was switched off; what was missed meanwhile follows."""
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk).update(switched_off_at=None, failing_since=None)
        webhook.calls.filter(done_at__isnull=True).update(not_before=timezone.now(), tries=0)


def _claim(limit: int) -> list[WebhookCall]:
    """Calls that from now on are this worker's, each by changing just the row that was read."""
    claimed = []
    for call in _due().select_related("webhook__query").order_by("not_before", "pk")[:limit]:
        same = WebhookCall.objects.filter(
            pk=call.pk, tries=call.tries, not_before=call.not_before, done_at__isnull=True
        )
        if same.update(tries=F("tries") + 1, not_before=timezone.now() + TAKE_OVER):
            call.tries += 1
            claimed.append(call)
    return claimed


def _due() -> QuerySet[WebhookCall]:
    return WebhookCall.objects.filter(
        done_at__isnull=True,
        not_before__lte=timezone.now(),
        webhook__switched_off_at__isnull=True,
    )


def _message(call: WebhookCall) -> bytes | None:
    """What is sent; None when there is nothing (more) to tell, or when it cannot be made now."""
    try:
        message = news_message(call)
    except DatabaseError:
        raise
    except NotIndexedYetError:
        # Again soon, and not counted as a try.
        _mine(call).update(not_before=timezone.now() + FOR_INDEX, tries=F("tries") - 1)
        return None
    except Exception as error:  # one that cannot be made must not hold up the rest
        _settle(call, _failed(call, error))
        return None
    if message is None:
        with transaction.atomic():
            _done(call, error=_("Er was niets meer te melden"))
            _fails_no_more(call)
    return message


def _send_anyhow(call: WebhookCall, message: bytes) -> Answer:
    try:
        return _send(call.webhook, str(call.pk), message)
    except Exception as error:  # what came of the others must be written down
        return _failed(call, error)


def _failed(call: WebhookCall, error: Exception) -> Answer:
    place = traceback.extract_tb(error.__traceback__)[-1]
    # Not its text: that may hold an address.
    what = f"{type(error).__name__}, {place.filename}:{place.lineno}"
    logger.error("webhook call %s could not be made: %s", call.pk, what)
    return Answer(None, _("De melding kon niet worden gemaakt"))


def _send(webhook: Webhook, call_id: str, body: bytes) -> Answer:
    headers = {
        "Content-Type": TYPE,
        "User-Agent": f"{settings.WAGTAIL_SITE_NAME} (+{settings.BASE_URL})",
        **signed_headers(webhook.secret, call_id, int(time.time()), body),
    }
    return post(webhook.url, body, headers, allow_private=settings.WEBHOOK_ALLOW_PRIVATE)


def _settle(call: WebhookCall, answer: Answer) -> None:
    """Write down how a call went, and what that means for its webhook."""
    if answer.taken:
        with transaction.atomic():
            _done(call, status=answer.status)
            _fails_no_more(call)
        return
    now = timezone.now()
    with transaction.atomic():
        _mine(call).update(
            status=answer.status,
            error=answer.error[:200],
            not_before=now + wait_after(call.tries),
        )
        rows = Webhook.objects.filter(pk=call.webhook_id)
        rows.filter(failing_since__isnull=True).update(failing_since=now)
        lasting = rows.filter(switched_off_at__isnull=True)
        if answer.status != GONE:
            lasting = lasting.filter(failing_since__lte=now - GIVE_UP)
        lasting.update(switched_off_at=now)


def _done(call: WebhookCall, *, status: int | None = None, error: str = "") -> None:
    _mine(call).update(done_at=timezone.now(), status=status, error=error)


def _fails_no_more(call: WebhookCall) -> None:
    """Lasting failure is counted while there is something to tell."""
    Webhook.objects.filter(pk=call.webhook_id).update(failing_since=None)


def _mine(call: WebhookCall) -> QuerySet[WebhookCall]:
    """The call as long as nobody took it over: who was away for minutes changes nothing."""
    return WebhookCall.objects.filter(pk=call.pk, tries=call.tries, done_at__isnull=True)
