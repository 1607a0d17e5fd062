"""A worker killed at random moments: nobody misses anything, and hardly anybody gets it twice."""

from __future__ import annotations

import os
import random
import re
import time
from collections import Counter, defaultdict
from typing import Any

import pytest

from search import queue
from subscriptions.models import Delivery, DeliveryState, Subscription
from subscriptions.news import newest_news_id
from subscriptions.noticing import changed_ids
from tests import build
from tests.processes import eventually, started
from tests.subscriptions.following import follow, look
from tests.subscriptions.mailserver import MailServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# More of them: FOLLOWING_KILLS=100 pytest tests/subscriptions/test_kills.py
KILLS = int(os.environ.get("FOLLOWING_KILLS", "20"))
FOLLOWERS = 12
WORDS = ["nachtzorg", "valpreventie", "dorpsloket"]


def test_killed_workers_lose_no_mail_and_repeat_at_most_one_each(server: MailServer) -> None:
    chance = random.Random(KILLS)
    build.network("drenthe")
    look()
    followers = {
        f"volger{number}@voorbeeld.test": WORDS[number % len(WORDS)] for number in range(FOLLOWERS)
    }
    for email, word in followers.items():
        follow(f"q={word}", email)
    server.wait = 0.02  # so that many kills fall between taking a mail and writing that down
    wanted: dict[str, set[str]] = defaultdict(set)
    for number in range(KILLS):
        with worker(server) as process:
            word = chance.choice(WORDS)
            title = f"Proef{number}x over {word}"
            build.entry(title=title)
            wanted[word].add(f"Proef{number}x")
            time.sleep(chance.uniform(0, 2.5))
            process.kill()
            process.wait()
    with worker(server):
        eventually(all_is_sent, 120)

    by_id = {each.message_id: each for each in server.taken}
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for mail in by_id.values():
        told[mail.to[0]].update(set(re.findall(r"Proef\d+x", mail.part("plain"))))
    for email, word in followers.items():
        assert told[email] == Counter(wanted[word]), "an entry that was missed, or told twice"
    assert len(server.taken) - len(by_id) <= KILLS


def test_a_mail_that_is_wanted_at_once_comes_within_a_minute(server: MailServer) -> None:
    """Publish as an editor does, with a worker as it runs at everybody's."""
    build.network("drenthe")
    look()
    follow("q=nachtzorg", "lezer@voorbeeld.test")
    with started("manage.py", "worker", EMAIL_URL=server.url):
        build.entry(title="Nachtzorg", live=False).save_revision().publish()
        eventually(lambda: server.taken, 60)

    assert [mail.to for mail in server.taken] == [("lezer@voorbeeld.test",)]


def worker(server: MailServer) -> Any:
    """A worker that looks for news at once and counts as dead soon."""
    code = (
        "import django; django.setup()\n"
        "from datetime import timedelta\n"
        "from dataclasses import replace\n"
        "from django.core.management import call_command\n"
        "from background.schedule import jobs\n"
        "name = 'subscriptions.tell_at_once'\n"
        "jobs[name] = replace(jobs[name], interval=timedelta(seconds=0.5))\n"
        "call_command('worker')\n"
    )
    return started("-c", code, EMAIL_URL=server.url, WORKER_DEAD_AFTER="1")


def all_is_sent() -> bool:
    """Whether nothing is left to index, to notice, to match or to send."""
    seen = set(Subscription.objects.values_list("seen", flat=True))
    waiting = Delivery.objects.exclude(state=DeliveryState.SENT).exists()
    indexed = not queue.pending().exists()
    return indexed and not changed_ids(1) and seen == {newest_news_id()} and not waiting
