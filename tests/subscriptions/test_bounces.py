"""Mails that came back, as mail servers return them and as nobody should."""

from __future__ import annotations

import io
import random
from email.message import EmailMessage
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from subscriptions import outbox
from subscriptions.bounces import NotABounceError, read_bounce
from subscriptions.mails.headers import message_id
from subscriptions.models import Delivery, DeliveryKind, DeliveryState, Follower

pytestmark = pytest.mark.django_db

# As Postfix writes them; the returned part differs by `bounce_size_limit` and by server.
WHOLE = """\
Return-Path: <>
From: MAILER-DAEMON@mx.voorbeeld.test (Mail Delivery System)
To: retour@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="grens/mx.voorbeeld.test"

This is a MIME-encapsulated message.

--grens/mx.voorbeeld.test
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--grens/mx.voorbeeld.test
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.voorbeeld.test
Arrival-Date: Sun, 22 Nov 2026 20:00:00 +0100 (CET)

Final-Recipient: rfc822; jan@voorbeeld.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <jan@voorbeeld.test>: nobody

--grens/mx.voorbeeld.test
Content-Description: Undelivered Message
Content-Type: {returned}

Return-Path: <retour@example.org>
From: Kennisplatform <kennis@example.org>
To: jan@voorbeeld.test
Message-ID: {message_id}
Subject: 3 nieuw in Drenthe

De mail zelf.

--grens/mx.voorbeeld.test--
"""


def sent(email: str = "jan@voorbeeld.test") -> Delivery:
    """A mail that a server took."""
    follower = Follower.objects.get_or_create(email=email)[0]
    delivery = outbox.put(DeliveryKind.MANAGE, follower)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENT)
    return delivery


def returned(delivery: Delivery, status: str = "5.1.1", **values: str) -> bytes:
    fields = {"action": "failed", "returned": "message/rfc822", "message_id": message_id(delivery)}
    return WHOLE.format(status=status, **(fields | values)).encode()


def take(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the command says."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    out = io.StringIO()
    call_command("take_bounce", stdout=out)
    return out.getvalue().strip()


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_that_came_back_counts_once(kind: str, monkeypatch: Any) -> None:
    mail = sent()
    raw = returned(mail, returned=kind)

    assert take(raw, monkeypatch) == "1 weigering geteld (5.1.1)."
    assert take(raw, monkeypatch) == "Niets geteld: deze mail was al verwerkt (5.1.1)."
    mail.refresh_from_db()
    assert (mail.state, mail.answer, mail.follower.refusals) == (DeliveryState.REFUSED, "5.1.1", 1)


@pytest.mark.parametrize(("status", "action"), [("4.2.2", "delayed"), ("4.4.7", "failed")])
def test_what_is_not_for_ever_does_not_count(status: str, action: str, monkeypatch: Any) -> None:
    mail = sent()

    said = take(returned(mail, status, action=action), monkeypatch)
    assert said == f"Niets geteld: {status} is niet blijvend."
    mail.refresh_from_db()
    assert (mail.state, mail.follower.refusals) == (DeliveryState.SENT, 0)


def test_three_in_a_row_stop_an_address_although_each_mail_was_taken_first(
    monkeypatch: Any,
) -> None:
    """A server of ours in between takes everything; what comes back comes hours later."""
    first = sent()
    second = sent()
    third = sent()
    Follower.objects.update(refusals=0)
    for mail in (first, second):
        take(returned(mail), monkeypatch)
    assert Follower.objects.get().stopped_at is None
    take(returned(third), monkeypatch)

    assert Follower.objects.get().stopped_at is not None
    assert Follower.objects.get().refusals == 3


def test_one_that_arrived_in_between_starts_the_count_anew(monkeypatch: Any) -> None:
    mails = [sent() for _number in range(5)]
    for mail in (*mails[:2], *mails[3:]):
        take(returned(mail), monkeypatch)

    assert Follower.objects.get().refusals == 2
    assert Follower.objects.get().stopped_at is None


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "geen bericht over de bezorging"),
        (b"Subject: ik ben met vakantie\n\nTot volgende week.", "geen bericht over de bezorging"),
        (b"\xff\xfe\x00" * 1_000, "geen bericht over de bezorging"),
        (WHOLE.format(
            status="5.1.1", action="failed", returned="message/rfc822", message_id="<x@y>"
        ).encode(), "geen mail van dit platform"),
        (WHOLE.format(
            status="5.1.1", action="failed", returned="message/rfc822",
            message_id="<mail.00000000000040008000000000000000@example.org>",
        ).encode(), "staat niet"),
    ],
)  # fmt: skip
def test_anything_else_is_answered_with_why(raw: bytes, why: str, monkeypatch: Any) -> None:
    with pytest.raises(CommandError, match=why) as raised:
        take(raw, monkeypatch)
    assert raised.value.returncode == 65


def test_a_mail_that_only_quotes_ours_does_not_count() -> None:
    """A report about another mail, with a mail of ours inside what it returns."""
    ours = sent()
    other = EmailMessage()
    other["Message-ID"] = "<another@voorbeeld.test>"
    other.set_content("zie bijlage")
    inside = EmailMessage()
    inside["Message-ID"] = message_id(ours)
    inside.set_content("x")
    other.add_attachment(inside)
    head, _, _tail = returned(ours).partition(b"Return-Path: <retour@example.org>")
    raw = head + other.as_bytes() + b"\n--grens/mx.voorbeeld.test--\n"

    with pytest.raises(NotABounceError, match="geen mail van dit platform"):
        read_bounce(raw)


def test_hostile_input_is_refused_and_never_more() -> None:
    """Cut, turned over and repeated: it counts as a bounce of the right mail, or is refused."""
    mail = sent()
    whole = returned(mail)
    chance = random.Random(20261122)
    for _number in range(2_000):
        raw = bytearray(whole)
        for _change in range(chance.randint(1, 12)):
            at = chance.randrange(len(raw))
            what = chance.choice([b"", b"\x00", b"\r\n", b"--grens", b"=?utf-8?b?", b"\xff" * 40])
            raw[at : at + chance.randint(0, 30)] = what
        try:
            found = read_bounce(bytes(raw))
        except NotABounceError:
            continue
        assert found.delivery == mail.pk or found.delivery.hex in raw.decode("ascii", "replace")


def test_thousands_of_parts_in_each_other_are_refused() -> None:
    head = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
    deep = b"".join(head % (number, number) for number in range(20_000))
    wide = b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 100_000
    for raw in (deep, wide):
        with pytest.raises(NotABounceError):
            read_bounce(raw)


def test_the_command_reads_a_pipe_to_its_end(monkeypatch: Any) -> None:
    mail = sent()
    raw = returned(mail) + b"x" * 3_000_000
    stream = io.BytesIO(raw)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(stream))
    call_command("take_bounce", stdout=io.StringIO())

    assert stream.read() == b""
    mail.refresh_from_db()
    assert mail.state == DeliveryState.REFUSED
