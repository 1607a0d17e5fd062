"""Following, measured inside one process, on the catalogue that DATA_DIR names.

Run as `python -m benchmarks.following_inside SUBSCRIPTIONS QUERIES ENTRIES MAILS`; prints one
line of JSON. It writes followers into the database: use a copy.
"""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kennisplatform.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page  # noqa: E402

from practices import vocabulary as vocabularies  # noqa: E402
from practices.models import BestPractice, Entry, LearningNetwork  # noqa: E402
from search import queue  # noqa: E402
from search.query import SearchQuery  # noqa: E402
from subscriptions import matching  # noqa: E402
from subscriptions.models import (  # noqa: E402
    Delivery,
    Edition,
    FollowedQuery,
    Follower,
    Frequency,
    Known,
    KnownSession,
    Look,
    News,
    Subscription,
    SubscriptionState,
)
from subscriptions.news import newest_news_id  # noqa: E402
from subscriptions.noticing import notice  # noqa: E402
from subscriptions.sending import send_waiting  # noqa: E402

WORDS = (
    "nachtzorg", "mantelzorg", "wijkverpleging", "eenzaamheid", "valpreventie", "dementie",
    "ouderen", "jeugd", "samenwerking", "wonen met zorg", "vrijwilligers", "schulden",
    "positieve gezondheid", "huisarts", "ggz", "dorpshuis", "technologie", "scholing",
)  # fmt: skip
FACETS = ("soort", "sector", "thema", "doelgroep", "regio")


def timed(action: Any) -> tuple[float, Any]:
    """Seconds that a call takes, and what it returns."""
    started = time.perf_counter()
    result = action()
    return round(time.perf_counter() - started, 2), result


def searches(count: int, chance: random.Random) -> list[str]:
    """Distinct searches such as people follow: a region mostly, often a word or a theme."""
    values = {name: sorted(vocabularies.current().terms[name]) for name in FACETS}
    found: dict[str, None] = {}
    while len(found) < count:
        query = SearchQuery()
        if chance.random() < 0.8:
            query = query.with_value("regio", chance.choice(values["regio"]))
        if chance.random() < 0.5:
            query = query.with_text(chance.choice(WORDS))
        for name in FACETS[:-1]:
            if chance.random() < 0.25:
                query = query.with_value(name, chance.choice(values[name]))
        found.setdefault(query.query_string)
    return list(found)


def follow(subscriptions: int, queries: int, chance: random.Random) -> None:
    """Confirmed followers, all at once, spread over the searches."""
    made = FollowedQuery.objects.bulk_create(
        [FollowedQuery(query_string=each) for each in searches(queries, chance)]
    )
    now, seen = timezone.now(), newest_news_id()
    for start in range(0, subscriptions, 5_000):
        followers = Follower.objects.bulk_create(
            [
                Follower(email=f"volger{number}@voorbeeld.test")
                for number in range(start, min(start + 5_000, subscriptions))
            ]
        )
        Subscription.objects.bulk_create(
            [
                Subscription(
                    follower=follower,
                    query=made[number % len(made)],
                    frequency=Frequency.AT_ONCE,
                    state=SubscriptionState.ACTIVE,
                    confirmed_at=now,
                    seen=seen,
                )
                for number, follower in enumerate(followers, start)
            ]
        )


def publish(count: int, chance: random.Random) -> None:
    """New entries, with the words and terms of old ones."""
    ids = list(Entry.objects.filter(live=True).values_list("pk", flat=True))
    network = LearningNetwork.objects.first()
    assert network is not None
    with transaction.atomic():
        for number, pk in enumerate(chance.sample(ids, count)):
            old = Entry.objects.get(pk=pk)
            made = BestPractice(
                title=old.title,
                slug=f"meting-volgen-{number}-{os.getpid()}",
                summary=old.summary,
                first_published_at=timezone.now(),
            )
            made.sectors, made.regions = list(old.sectors.all()), list(old.regions.all())
            made.themes, made.audiences = list(old.themes.all()), list(old.audiences.all())
            Page.objects.get(pk=network.pk).add_child(instance=made)
    queue.drain()


def main() -> None:
    """Measure and print."""
    subscriptions, queries, entries, mails = map(int, sys.argv[1:5])
    chance = random.Random(1)  # the same searches every time
    for model in (News, Known, KnownSession, Look):  # the catalogue may have been looked at before
        model._default_manager.all()._raw_delete("default")  # without reading them all
    first_look, _news = timed(notice)
    follow(subscriptions, queries, chance)
    publish(entries, chance)
    noticed, news = timed(notice)
    matched: list[float] = []
    new_for = matching.new_for

    def measured(wanted: Any) -> Any:
        taken, result = timed(lambda: new_for(wanted))
        matched.append(taken)
        return result

    matching.new_for = measured
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    together, deliveries = timed(lambda: matching.match(Frequency.AT_ONCE))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    sending, sent = timed(lambda: send(mails))
    json.dump(
        {
            "subscriptions": Subscription.objects.count(),
            "queries": queries,
            "news": news,
            "first_look": first_look,
            "notice": noticed,
            "match": matched[0],
            "write": round(together - matched[0], 2),
            "editions": Edition.objects.count(),
            "deliveries": deliveries,
            "waiting": Delivery.objects.count() - sent,
            "peak_mb": round(after),
            "before_mb": round(before),
            "sent": sent,
            "mails_per_second": round(sent / sending, 1) if sending else 0.0,
            "peak_sending_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
        },
        sys.stdout,
    )


def send(mails: int) -> int:
    """Hand mails to the server until there are so many, or none are left."""
    sent = 0
    while sent < mails and (done := send_waiting()):
        sent += done
    return sent


if __name__ == "__main__":
    main()
