"""Things that happen in between: nobody misses what is new, or hears of it twice, for that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from practices.merging import merge
from practices.models import Region, Theme
from search import queue
from search.models import QueueRow
from search.query import SearchQuery
from subscriptions import deliveries, following, jobs, links, matching, retention
from subscriptions.groups import managing
from subscriptions.matching import match
from subscriptions.models import (
    Delivery,
    FollowedQuery,
    Follower,
    Frequency,
    GroupFollow,
    Look,
    Subscription,
    Webhook,
    WebhookCall,
)
from subscriptions.news import newest_news_id
from subscriptions.sending import send_waiting
from subscriptions.webhooks import messages
from subscriptions.webhooks.matching import match_webhooks
from tests import build
from tests.subscriptions.following import follow, look, told

pytestmark = pytest.mark.django_db
ADDRESS = "r@x.test"
# SQLite has one writer at a time: nothing comes in between there.
beside = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="two transactions side by side: on PostgreSQL"
)


def group_of(query: str, frequency: Frequency = Frequency.AT_ONCE, **more: Any) -> GroupFollow:
    return managing.add(build.network("drenthe"), SearchQuery.parse(query), frequency, **more)


def recipient(group: GroupFollow) -> Subscription:
    made = managing.invite(group, ADDRESS)
    assert following.confirm(made)
    Delivery.objects.all().delete()
    return made


def webhook(query: str) -> Webhook:
    followed = FollowedQuery.objects.get_or_create(query_string=query)[0]
    return Webhook.objects.create(
        network=build.network(), query=followed, url="https://x.test/", seen=newest_news_id()
    )


def elsewhere(do: Callable[[], object]) -> threading.Thread:
    """Do something in a connection of its own; given a second, unless it must wait for us."""

    def run() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(1)
    return thread


def test_recipients_of_a_deleted_network_get_the_mail() -> None:
    recipient(group_of("q=nachtzorg"))
    build.network("drenthe").delete()
    Follower.objects.update(created_at=timezone.now() - timedelta(days=30))
    retention.forget_old()  # a night in between, with the mail server away
    send_waiting()
    assert [each.to for each in mail.outbox] == [[ADDRESS]]
    assert "bestaat niet meer" in mail.outbox[0].subject


def test_recipients_on_a_lost_search_never_get_everything() -> None:
    Theme.objects.create(name="Nachtzorg")
    group = group_of("thema=nachtzorg")
    Theme.objects.all().delete()
    group.refresh_from_db()
    assert group.lost_at
    with pytest.raises(managing.LostError):
        managing.invite(group, ADDRESS)
    assert not Subscription.objects.exists()


def test_a_search_whose_term_is_gone_finds_nothing_and_not_everything() -> None:
    reader = follow("thema=weg")
    build.entry(title="Iets heel anders")
    look()
    assert match(Frequency.AT_ONCE) == 0
    assert told(reader) == []


def test_regions_with_the_same_recipient_can_be_merged() -> None:
    build.drenthe()
    one, other = Region.objects.get(code="GM0114"), Region.objects.get(code="GM0109")
    for region in (one, other):
        recipient(group_of("q=nachtzorg", region=region))
    build.entry(title="Nachtzorg")
    look()
    match(Frequency.AT_ONCE)
    merge(one, other)
    assert GroupFollow.objects.get().region == other
    send_waiting()
    assert len(mail.outbox) == 1


def test_a_request_survives_a_merge() -> None:
    a, b = Theme.objects.create(name="Aa"), Theme.objects.create(name="Bb")
    following.pause(follow("thema=aa", ADDRESS))
    following.ask(SearchQuery.parse("thema=bb"), ADDRESS, Frequency.DAILY)
    asked = Subscription.objects.get(nonce__gt="")
    token = links.confirm_url(asked).rstrip("/").rpartition("/")[2]
    merge(b, a)
    assert links.read_confirm(token)


def test_who_was_told_is_not_told_again_after_a_merge() -> None:
    a, b = Theme.objects.create(name="Aa"), Theme.objects.create(name="Bb")
    follow("thema=aa", frequency=Frequency.AT_ONCE)
    follow("thema=bb", frequency=Frequency.WEEKLY)
    build.entry(themes=["Aa"])
    look()
    match(Frequency.AT_ONCE)
    merge(b, a)
    look()
    match(Frequency.AT_ONCE)
    send_waiting()
    assert len(mail.outbox) == 1


def test_one_entry_that_is_saved_on_monday_does_not_cost_the_week(monkeypatch: Any) -> None:
    week = follow("", frequency=Frequency.WEEKLY)
    entries = []
    for _number in range(4):
        entries.append(build.entry().pk)
        look()
    QueueRow.objects.filter(entry_id=entries[0]).update(indexed=0)  # saved again at 07:00
    with monkeypatch.context() as monday:
        monday.setattr(jobs, "week_is_due", lambda *_: True)
        with pytest.raises(jobs.NotIndexedError):  # so it is tried again ten minutes later
            jobs.make_digests()
        assert Look.objects.get().weekly_at is None
        look()
        jobs.make_digests()
        assert Look.objects.get().weekly_at is not None
    assert {pk for each in told(week) for pk in each} == set(entries)


def test_a_webhook_waits_for_the_index_as_mails_do() -> None:
    theme = Theme.objects.create(name="Nachtzorg")
    webhook("thema=nachtzorg")
    build.entry(themes=["Nachtzorg"])
    look()
    theme.slug = "nachten"
    theme.save()
    assert queue.pending().exists()
    match_webhooks()
    look()
    match_webhooks()
    assert WebhookCall.objects.count() == 1


def test_a_webhook_tells_what_is_left_behind_the_first_hundred(monkeypatch: Any) -> None:
    monkeypatch.setattr(messages, "MOST", 1)
    webhook("")
    build.entry()
    look()
    newest = build.entry()
    look()
    match_webhooks()
    newest.unpublish()
    queue.drain()
    assert messages.news_message(WebhookCall.objects.get()) is not None


def test_an_import_of_old_entries_is_not_mailed() -> None:
    build.entry()
    look()
    reader = follow()
    build.entry(first_published_at=timezone.now() - timedelta(days=400))
    look()
    match(Frequency.AT_ONCE)
    assert told(reader) == []


@beside
@pytest.mark.django_db(transaction=True)
def test_a_frequency_that_changes_while_matching_loses_nothing(monkeypatch: Any) -> None:
    build.home()
    follow("", "a@x.test", Frequency.AT_ONCE)
    week = follow("", "b@x.test", Frequency.WEEKLY)
    made = build.entry()
    look()
    real = matching._seen

    def seen(*values: Any) -> None:
        elsewhere(lambda: following.change_frequency(week, Frequency.AT_ONCE))
        real(*values)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(matching, "_seen", seen)
        match(Frequency.AT_ONCE)
    for frequency in Frequency:
        match(frequency)
    assert told(week) == [[made.pk]]


@beside
@pytest.mark.django_db(transaction=True)
def test_asking_again_while_the_mails_are_being_written_stops_neither(
    monkeypatch: Any,
) -> None:
    build.home()
    reader = follow("q=nachtzorg")
    made = build.entry(title="Nachtzorg")
    look()
    real = deliveries._write
    asked: list[threading.Thread] = []

    def write(*values: Any) -> int:
        asked.append(
            elsewhere(
                lambda: following.ask(
                    SearchQuery.of("nachtzorg"), reader.follower.email, Frequency.DAILY
                )
            )
        )
        asked[0].join(1)
        return real(*values)

    monkeypatch.setattr(deliveries, "_write", write)
    match(Frequency.AT_ONCE)
    asked[0].join(10)
    assert told(reader) == [[made.pk]]
    assert Delivery.objects.filter(kind="volgt-al").count() == 1


@beside
@pytest.mark.django_db(transaction=True)
def test_a_merge_while_matching_loses_nothing(monkeypatch: Any) -> None:
    build.home()
    a, b = Theme.objects.create(name="Aa"), Theme.objects.create(name="Bb")
    one = follow("thema=aa", "a@x.test", Frequency.AT_ONCE)
    two = follow("thema=bb", "b@x.test", Frequency.AT_ONCE)
    made = build.entry(themes=["Aa", "Bb"])
    look()
    real = matching.deliver
    merging: list[threading.Thread] = []

    def deliver(*values: Any) -> int:
        count = real(*values)
        if values[0].query_id == one.query_id:
            merging.append(elsewhere(lambda: merge(b, a)))
        return count

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(matching, "deliver", deliver)
        match(Frequency.AT_ONCE)
    for each in merging:
        each.join(10)
    assert not Theme.objects.filter(name="Bb").exists()
    look()
    for frequency in Frequency:
        match(frequency)
    assert told(two) == [[made.pk]]
