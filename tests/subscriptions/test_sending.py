"""Mails reach a real SMTP server once, whatever it answers and whoever works beside us."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from background.presence import living, present
from background.worker import Worker
from operations import mail as recorded
from operations.models import LastTime
from practices.merging import merge
from practices.models import Entry, Theme
from search import queue
from subscriptions import claims, outbox
from subscriptions.matching import match
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Follower,
    Frequency,
    Subscription,
    SubscriptionState,
)
from subscriptions.sending import MOST_TRIES, MailServerAwayError, send_waiting
from tests import build
from tests.operations.servers import free_port
from tests.subscriptions.following import follow, look
from tests.subscriptions.mailserver import MailServer, mail_server, send_through

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ground() -> None:
    build.network("drenthe", title="Drenthe")
    build.drenthe()
    look()


def asked(*names: str) -> list[Delivery]:
    """A mail with a link for each of these, to NAME@voorbeeld.test."""
    return [outbox.put(DeliveryKind.MANAGE, follower(name)) for name in names]


def follower(name: str) -> Follower:
    return Follower.objects.get_or_create(email=f"{name}@voorbeeld.test")[0]


def state(delivery: Delivery) -> DeliveryState:
    delivery.refresh_from_db()
    return DeliveryState(delivery.state)


def due_now(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(not_before=timezone.now())


def news(**values: Any) -> Entry:
    """An entry about night care, and the mails about it written down."""
    made: Entry = build.entry(title="Nachtzorg in de wijk", **values)
    look()
    match(Frequency.AT_ONCE)
    return made


# --- what goes well ------------------------------------------------------------------------


def test_every_mail_goes_once_in_one_connection(server: MailServer) -> None:
    mails = asked(*(f"lezer{number}" for number in range(30)))

    assert send_waiting() == 30
    assert send_waiting() == 0
    assert set(server.addresses.values()) == {1}
    assert len(server.addresses) == 30
    assert server.sessions == 1
    assert {state(mail) for mail in mails} == {DeliveryState.SENT}
    assert not Delivery.objects.filter(sent_at=None).exists()


def test_a_server_that_takes_a_few_mails_in_one_connection_gets_several(
    server: MailServer,
) -> None:
    server.mails_a_session = 3
    asked(*(f"lezer{number}" for number in range(10)))
    send_waiting()

    assert len(server.taken) == 10
    assert server.sessions == 4
    assert not Delivery.objects.exclude(state=DeliveryState.SENT).exists()


def test_what_is_meant_for_later_waits(server: MailServer) -> None:
    mail = outbox.put(DeliveryKind.MANAGE, follower("jan"))
    Delivery.objects.update(not_before=timezone.now() + timedelta(hours=1))
    assert send_waiting() == 0

    due_now(mail)
    assert send_waiting() == 1


def test_whoever_asked_does_not_wait_for_the_digests(server: MailServer) -> None:
    digest, alert = follow(email="a@voorbeeld.test", frequency=Frequency.DAILY), follow()
    build.entry(title="Nieuw")
    look()
    match(Frequency.DAILY)
    match(Frequency.AT_ONCE)
    asked("jan")
    send_waiting()

    assert [each.to[0] for each in server.taken] == [
        "jan@voorbeeld.test",
        alert.follower.email,
        digest.follower.email,
    ]


def test_a_worker_sends_in_its_own_name(server: MailServer, monkeypatch: Any) -> None:
    seen: list[tuple[str, set[str]]] = []

    def claim(worker: str, most: int) -> list[Any]:
        seen.append((worker, living()))
        return []

    monkeypatch.setattr(claims, "claim", claim)
    asked("jan")
    worker = Worker("worker")
    monkeypatch.setattr(worker, "_work", lambda: (send_waiting(), worker.stop())[0])
    worker.run()
    send_waiting()

    assert seen[0] == (worker.presence.id, {worker.presence.id})
    assert seen[1][0] in seen[1][1]
    assert seen[1][0] != worker.presence.id
    assert living() == set()


def test_two_senders_never_claim_the_same(server: MailServer) -> None:
    asked(*(f"lezer{number}" for number in range(10)))

    first, second = claims.claim("a", 4), claims.claim("b", 100)
    assert (len(first), len(second)) == (4, 6)
    assert not set(first) & set(second)


# --- who was killed ------------------------------------------------------------------------


def test_what_a_dead_sender_had_is_sent_and_what_a_living_one_has_is_not(
    server: MailServer,
) -> None:
    asked("een", "twee")
    claims.claim("dead", 1)
    with present("test") as alive:
        claims.claim(alive, 1)
        other = claims.put_back("me")
        assert other == 1
        assert Delivery.objects.get(state=DeliveryState.SENDING).worker == alive
    assert claims.put_back("me") == 1
    assert send_waiting() == 2


def test_a_mail_that_another_has_by_now_is_left_to_it(server: MailServer, monkeypatch: Any) -> None:
    """As after a sleep in which everybody thought that we were dead."""
    asked("een", "twee")
    claim = claims.claim

    def claim_and_sleep(worker: str, most: int) -> list[Any]:
        ids = claim(worker, most)
        Delivery.objects.filter(pk__in=ids).update(worker="another")
        return ids

    monkeypatch.setattr(claims, "claim", claim_and_sleep)
    send_waiting()

    assert server.taken == []
    assert set(Delivery.objects.values_list("state", "worker")) == {("bezig", "another")}


# --- what a server answers -----------------------------------------------------------------


@pytest.mark.parametrize("answer", ["450 4.2.0 greylisted", "451 try again", "452 4.2.2 full"])
def test_not_now_is_tried_again_later_and_later(server: MailServer, answer: str) -> None:
    (mail, _other) = asked("jan", "piet")
    server.at_recipient["jan@voorbeeld.test"] = answer
    waits = []
    for _number in range(MOST_TRIES - 1):
        due_now(mail)
        before = timezone.now()
        assert send_waiting() >= 1
        assert state(mail) == DeliveryState.WAITING
        waits.append(round((mail.not_before - before).total_seconds() / 60))
    due_now(mail)
    send_waiting()

    assert waits == [5, 10, 20, 40, 80, 160, 320, 360, 360, 360, 360]
    assert state(mail) == DeliveryState.GIVEN_UP
    assert mail.follower.refusals == 0
    assert server.addresses == {"piet@voorbeeld.test": 1}


def test_a_mail_that_is_taken_at_last_has_the_same_message_id(server: MailServer) -> None:
    (mail,) = asked("jan")
    server.at_data["jan@voorbeeld.test"] = "drop"
    with pytest.raises(MailServerAwayError):
        send_waiting()
    server.at_data.clear()
    due_now(mail)
    send_waiting()

    assert server.taken[0].message_id == f"<mail.{mail.pk.hex}@localhost>"
    assert state(mail) == DeliveryState.SENT


@pytest.mark.parametrize("trouble", ["drop", "421 4.3.2 closing"])
def test_a_connection_that_breaks_holds_up_one_mail_and_not_the_rest(
    server: MailServer, trouble: str
) -> None:
    mails = asked("a", "b", "c")
    server.at_recipient["a@voorbeeld.test"] = trouble
    with pytest.raises(MailServerAwayError):
        send_waiting()

    assert [state(mail) for mail in mails] == [DeliveryState.WAITING] * 3
    assert [mail.tries for mail in mails] == [1, 0, 0]
    assert send_waiting() == 2
    assert sorted(server.addresses) == ["b@voorbeeld.test", "c@voorbeeld.test"]


def test_a_server_that_is_away_costs_no_mail_a_try(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(recorded, "_noted", {})
    port = free_port()
    send_through(settings, port)
    mails = asked("a", "b")
    for _number in range(20):
        with pytest.raises(MailServerAwayError, match="de mailserver neemt niets aan"):
            send_waiting()

    assert [(state(mail), mail.tries) for mail in mails] == [(DeliveryState.WAITING, 0)] * 2
    assert LastTime.objects.filter(name="mail_failed").exists()
    with mail_server(port) as server:
        send_waiting()
        assert len(server.taken) == 2


@pytest.mark.parametrize(
    "answer", ["550 5.1.8 who are you", "530 5.7.0 log in first", "451 4.3.0 not now"]
)
def test_a_server_that_takes_nothing_of_ours_is_not_the_fault_of_an_address(
    server: MailServer, answer: str
) -> None:
    mails = asked("a", "b")
    server.at_sender = answer
    with pytest.raises(MailServerAwayError):
        send_waiting()

    assert [(state(mail), mail.tries) for mail in mails] == [(DeliveryState.WAITING, 0)] * 2
    assert {mail.follower.refusals for mail in mails} == {0}


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        ("550 5.1.1 nobody", DeliveryState.REFUSED),
        ("553 no such mailbox", DeliveryState.REFUSED),
        ("552 5.2.2 full", DeliveryState.REFUSED),
        ("550 5.7.1 relaying denied", DeliveryState.WAITING),
        ("554 5.7.1 your server is on a list", DeliveryState.WAITING),
    ],
)
def test_who_is_refused_counts_and_what_is_said_about_us_does_not(
    server: MailServer, answer: str, after: DeliveryState
) -> None:
    (mail, other) = asked("jan", "piet")
    server.at_recipient["jan@voorbeeld.test"] = answer
    send_waiting()

    assert state(mail) == after
    mail.follower.refresh_from_db()
    assert mail.follower.refusals == (1 if after == DeliveryState.REFUSED else 0)
    assert mail.answer == " ".join(answer.split()[: 2 if "." in answer.split()[1] else 1])
    assert state(other) == DeliveryState.SENT


@pytest.mark.parametrize(
    ("answer", "after"),
    [
        ("550 no such user here", DeliveryState.REFUSED),
        ("552 mailbox is full", DeliveryState.REFUSED),
        ("550 5.1.1 nobody", DeliveryState.REFUSED),
        ("550 5.7.1 looks like spam", DeliveryState.WAITING),
        ("554 transaction failed", DeliveryState.WAITING),
        ("451 not now", DeliveryState.WAITING),
    ],
)
def test_who_is_refused_after_the_whole_mail_counts_as_well(
    server: MailServer, answer: str, after: DeliveryState
) -> None:
    (mail,) = asked("jan")
    server.at_data["jan@voorbeeld.test"] = answer
    send_waiting()

    assert state(mail) == after
    mail.follower.refresh_from_db()
    assert mail.follower.refusals == (1 if after == DeliveryState.REFUSED else 0)


def test_an_address_that_does_not_exist_says_nothing_about_how_mail_goes(
    server: MailServer, monkeypatch: Any
) -> None:
    monkeypatch.setattr(recorded, "_noted", {})
    server.at_recipient["jan@voorbeeld.test"] = "550 5.1.1 nobody"
    asked("jan")
    send_waiting()

    assert not LastTime.objects.filter(name="mail_failed").exists()


def test_after_three_refusals_in_a_row_nothing_goes_there_any_more(server: MailServer) -> None:
    mine = follow()
    server.at_recipient[mine.follower.email] = "550 5.1.1 nobody"
    for _number in range(2):
        news()
        send_waiting()
    mine.follower.refresh_from_db()
    assert (mine.follower.refusals, mine.follower.stopped_at) == (2, None)

    waiting = Delivery.objects.filter(state=DeliveryState.WAITING)
    build.entry(title="Nachtzorg, de vierde")
    news()
    later = follow("q=nachtzorg")  # of the same address, with a mail that waits
    Subscription.objects.filter(pk=later.pk).update(seen=0)
    match(Frequency.AT_ONCE)
    waiting.filter(subscription=later).update(not_before=timezone.now() + timedelta(hours=1))
    send_waiting()

    mine.follower.refresh_from_db()
    assert mine.follower.stopped_at is not None
    assert mine.follower.stopped_why == "3 mails achter elkaar geweigerd (550 5.1.1)"
    assert not waiting.exists()
    news()
    assert send_waiting() == 0


def test_a_mail_that_is_taken_starts_the_count_anew(server: MailServer) -> None:
    address = "jan@voorbeeld.test"
    for answer in ("550 5.1.1 no", "550 5.1.1 no", "250 OK", "550 5.1.1 no", "550 5.1.1 no"):
        server.at_recipient[address] = answer
        asked("jan")
        send_waiting()

    assert follower("jan").refusals == 2
    assert follower("jan").stopped_at is None


def test_no_address_is_kept_or_logged_of_an_answer(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="subscriptions")
    caplog.set_level(logging.DEBUG, logger="background")
    for name in ("jan", "piet"):
        server.at_recipient[f"{name}@voorbeeld.test"] = f"550 5.1.1 <{name}@voorbeeld.test> no"
    server.at_data["kees@voorbeeld.test"] = "drop"
    asked("jan", "piet", "kees", "jan met spatie")
    with pytest.raises(MailServerAwayError) as raised:
        send_waiting()
    send_waiting()

    kept = [*Delivery.objects.values_list("answer", flat=True), str(raised.value), caplog.text]
    assert not [text for text in kept if "voorbeeld" in text or "jan" in text]
    assert "550 5.1.1" in kept


# --- what changed since the mail was written down ------------------------------------------


def test_a_mail_about_what_nobody_may_see_any_more_does_not_go(server: MailServer) -> None:
    mine = follow()
    made = news()
    made.unpublish()
    send_waiting()

    assert server.taken == []
    assert state(mine.deliveries.get()) == DeliveryState.DROPPED


def test_what_nobody_may_see_any_more_is_left_out(server: MailServer) -> None:
    mine = follow()
    gone = build.entry(title="Valpreventie")
    news()
    gone.unpublish()
    send_waiting()

    assert "Nachtzorg" in server.taken[0].part("plain")
    assert "Valpreventie" not in str(server.taken[0].mail)
    assert mine.deliveries.get().left_out == [gone.pk]


@pytest.mark.parametrize("how", ["paused", "stopped", "ended", "forgotten"])
def test_whoever_ended_it_gets_nothing_that_was_waiting(server: MailServer, how: str) -> None:
    mine = follow()
    news()
    if how == "paused":
        Subscription.objects.update(state=SubscriptionState.PAUSED)
    elif how == "stopped":
        Follower.objects.update(stopped_at=timezone.now())
    elif how == "ended":
        mine.delete()
    else:
        mine.follower.delete()
    send_waiting()

    assert server.taken == []
    assert not Delivery.objects.exclude(state=DeliveryState.DROPPED).exists()


def test_a_request_to_confirm_goes_while_it_stands_also_after_a_stop(server: MailServer) -> None:
    pending = follow()
    Subscription.objects.update(
        state=SubscriptionState.PENDING, confirmed_at=None, nonce="a-request"
    )
    Follower.objects.update(stopped_at=timezone.now())
    outbox.put(DeliveryKind.CONFIRM, pending.follower, subscription=pending)
    send_waiting()
    assert len(server.taken) == 1

    outbox.put(DeliveryKind.CONFIRM, pending.follower, subscription=pending)
    Subscription.objects.update(nonce="")  # it was confirmed with the mail before
    send_waiting()
    assert len(server.taken) == 1


def test_one_mail_that_cannot_be_made_does_not_hold_up_the_rest(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    broken = outbox.put(DeliveryKind.LOST, follower("jan"), subscription=follow(), payload={})
    (mail,) = asked("piet")
    send_waiting()

    assert state(mail) == DeliveryState.SENT
    assert (state(broken), broken.tries) == (DeliveryState.WAITING, 1)
    assert f"mail {broken.pk} could not be made: KeyError" in caplog.text


@pytest.mark.parametrize("how", ["renamed", "merged"])
def test_a_term_that_changes_between_matching_and_sending_loses_no_mail(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(queue, "_drain_now", lambda: None)  # the index is behind
    theme = build.term(Theme, "Nachtzorg")
    other = build.term(Theme, "Zorg in de nacht")
    follow("thema=nachtzorg")
    build.entry(title="Nieuw", themes=["Nachtzorg"])
    look()
    match(Frequency.AT_ONCE)
    if how == "renamed":
        theme.slug = "nachten"
        theme.save()
    else:
        merge(theme, other)

    send_waiting()
    assert not server.taken, "the index does not have it so yet"

    look()
    due_now(Delivery.objects.get())
    send_waiting()
    assert [Delivery.objects.get().state, len(server.taken)] == [DeliveryState.SENT, 1]
    assert Delivery.objects.get().tries == 0


def test_an_entry_that_was_away_when_its_mail_went_is_mailed_when_it_is_back(
    server: MailServer,
) -> None:
    follow()
    made = news()
    made.unpublish()
    send_waiting()
    assert Delivery.objects.get().state == DeliveryState.DROPPED

    build.reload(made).save_revision().publish()
    look()
    match(Frequency.AT_ONCE)
    send_waiting()
    assert len(server.taken) == 1
