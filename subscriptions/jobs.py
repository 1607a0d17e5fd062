"""What following does at set times."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.schedule import daily, each_round, every
from subscriptions import retention
from subscriptions.matching import is_behind, match
from subscriptions.models import Frequency, Look
from subscriptions.news import newest_news_id
from subscriptions.noticing import notice
from subscriptions.sending import send_waiting
from subscriptions.webhooks.calling import call_waiting
from subscriptions.webhooks.matching import match_webhooks
from subscriptions.webhooks.retention import forget_calls

MONDAY = 0


class NotIndexedError(Exception):
    """Some entries changed and are not in the index yet: what is left is done a little later."""


@every(timedelta(seconds=10), _("Meteen doorgeven wat nieuw is"))
def tell_at_once() -> None:
    """What changed, and the mails of who wants to hear of it at once."""
    notice()
    match(Frequency.AT_ONCE)
    match_webhooks()


@each_round
def call_webhooks() -> int:
    """What waits to be told to the sites of regions."""
    return call_waiting()


@daily("02:40", _("Oude meldingen aan andere sites wissen"))
def forget_webhook_calls() -> None:
    """Calls of over a month ago."""
    forget_calls()


@each_round
def send_mails() -> int:
    """What waits for the mail server."""
    return send_waiting()


@daily("03:50", _("Oude gegevens van volgers wissen"))
def forget_old() -> None:
    """What was kept of followers for as long as the page about privacy says."""
    retention.forget_old()


@daily("07:00", _("De mails van de dag en de week maken"))
def make_digests() -> None:
    """The mails of every day and, on Mondays, those of every week."""
    notice()
    now, newest = timezone.now(), newest_news_id()
    due = [Frequency.DAILY]
    if week_is_due(Look.objects.get(pk=1).weekly_at, now):
        due.append(Frequency.WEEKLY)
    for frequency in due:
        match(frequency)
    behind = [frequency.value for frequency in due if is_behind(frequency, newest)]
    if Frequency.WEEKLY in due and Frequency.WEEKLY not in behind:
        Look.objects.update(weekly_at=now)
    if behind:
        raise NotIndexedError(f"not all news could be weighed for: {', '.join(behind)}")


def week_is_due(last: datetime | None, now: datetime) -> bool:
    """Whether the mails of the week must be made: on Mondays, and later when Monday was missed.

    Making them twice makes nothing twice: who was told has seen it.
    """
    today = timezone.localtime(now)
    if last is None:
        return today.weekday() == MONDAY
    monday = (today - timedelta(days=today.weekday())).date()
    return timezone.localtime(last).date() < monday
