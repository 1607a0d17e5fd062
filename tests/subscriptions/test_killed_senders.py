"""Senders killed with -9 at any moment: no mail is lost, and at most one goes twice for each."""

from __future__ import annotations

import os
import random
import time
from contextlib import ExitStack
from subprocess import Popen
from typing import Any

import pytest

from subscriptions import outbox
from subscriptions.matching import match
from subscriptions.models import Delivery, DeliveryKind, DeliveryState, Follower, Frequency
from tests import build
from tests.processes import eventually, started
from tests.subscriptions.following import follow, look
from tests.subscriptions.mailserver import MailServer, mail_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS = int(os.environ.get("FOLLOWING_KILLS", "20"))
SEED = 20261122
DEAD_AFTER = "1"
READERS = 150
# Two senders side by side in one process would share its end: each has its own.
SENDER = """
import django; django.setup()
import time
from background.worker import Worker
from background.schedule import rounds
import subscriptions.jobs
for name in [name for name in rounds if name != "subscriptions.send_mails"]:
    del rounds[name]
Worker("worker").run()
"""


@pytest.fixture
def waiting(network: Any) -> int:
    """Mails about one entry to many readers, and mails that were asked for."""
    build.drenthe()
    look()
    for number in range(READERS):
        follow("q=nachtzorg", email=f"lezer{number}@voorbeeld.test")
    build.entry(title="Nachtzorg in de wijk")
    look()
    made = match(Frequency.AT_ONCE)
    for number in range(READERS):
        reader = Follower.objects.get(email=f"lezer{number}@voorbeeld.test")
        outbox.put(DeliveryKind.MANAGE, reader)
    assert made == READERS
    return 2 * READERS


def test_kills_lose_nothing_and_repeat_at_most_one_each(waiting: int) -> None:
    chance = random.Random(SEED)
    with mail_server() as server, ExitStack() as stack:
        server.wait = 0.02  # the moment between taking a mail and saying so is met often
        senders = [_sender(stack, server) for _number in range(2)]
        kills = 0
        while kills < KILLS:
            enough = len(server.taken) + chance.randint(1, 8)
            eventually(lambda enough=enough: len(server.taken) >= enough, 60)
            time.sleep(chance.random() * 0.03)
            victim = senders.pop(0)
            victim.kill()
            victim.wait()
            kills += 1
            _more_when_few(server)
            senders.append(_sender(stack, server))
        eventually(lambda: not _open().exists(), 60)

    _hold_to_the_promise(server, kills)


def _more_when_few(server: MailServer) -> None:
    """There is work until the last kill."""
    if _open().count() < 40:
        for reader in Follower.objects.all()[:60]:
            outbox.put(DeliveryKind.MANAGE, reader)


def _open() -> Any:
    return Delivery.objects.filter(state__in=(DeliveryState.WAITING, DeliveryState.SENDING))


def _sender(stack: ExitStack, server: MailServer) -> Popen[str]:
    more = {"EMAIL_URL": server.url, "WORKER_DEAD_AFTER": DEAD_AFTER}
    return stack.enter_context(started("-c", SENDER, **more))


def _hold_to_the_promise(server: MailServer, kills: int) -> None:
    written = {f"<mail.{pk.hex}@localhost>" for pk in Delivery.objects.values_list("pk", flat=True)}
    times: dict[str, int] = {}
    for each in server.taken:
        times[each.message_id] = times.get(each.message_id, 0) + 1
    assert set(times) == written, "a mail was lost"
    repeats = sum(times.values()) - len(times)
    print(f"{kills} kills, {len(written)} mails, {repeats} repeats")
    assert repeats <= kills
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    assert not Delivery.objects.exclude(worker="").exists()
