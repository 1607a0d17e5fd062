"""What strangers can do with an address that is not theirs: little, and less than they think."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from kennisplatform.visitors import visitor_address
from search.query import SearchQuery
from subscriptions import following, links, retention
from subscriptions.forms import EmailForm
from subscriptions.groups import managing
from subscriptions.groups.forms import RecipientsForm
from subscriptions.models import Delivery, Frequency, Subscription
from subscriptions.sending import send_waiting
from tests import build

pytestmark = pytest.mark.django_db
ADDRESS = "r@x.test"


def test_a_stranger_writes_nothing_in_our_mail() -> None:
    text = "U hebt 500 euro gewonnen. Ga nu naar https://evil.example/prijs"
    following.ask(SearchQuery(text=text), "slachtoffer@x.test", Frequency.WEEKLY)
    send_waiting()
    sent = mail.outbox[0]
    assert isinstance(sent, EmailMultiAlternatives)
    said = " ".join([sent.subject, sent.body, *(str(each[0]) for each in sent.alternatives)])
    assert not any(word in said for word in ("evil.example", "500 euro", "gewonnen"))
    assert "met de woorden die zijn ingevuld" in " ".join(mail.outbox[0].body.split())


def test_one_mailbox_gets_three_mails_an_hour_however_its_domain_is_written() -> None:
    for domain in ("gmail.com", "ｇmail.com", "gｍail.com", "gmaiｌ.com", "ⓖmail.com"):
        form = EmailForm({"email": f"slachtoffer@{domain}"})
        assert form.is_valid()
        for _number in range(4):
            following.request_manage_link(form.cleaned_data["email"])
    send_waiting()
    assert {each.message()["To"] for each in mail.outbox} == {"slachtoffer@gmail.com"}
    assert len(mail.outbox) == 3


def test_a_link_that_works_three_days_works_three_days() -> None:
    following.ask(SearchQuery(text="zorg"), ADDRESS, Frequency.DAILY)
    Subscription.objects.update(created_at=timezone.now() - timedelta(days=8))
    # Asked again, and the mail server was away since.
    Delivery.objects.update(made_at=timezone.now() - timedelta(days=3, hours=1))
    send_waiting()
    found = re.search(r"/bevestigen/([^/]+)/", mail.outbox[0].body)
    assert found
    assert links.read_confirm(found[1])
    retention.forget_old()  # that night
    assert links.read_confirm(found[1])


def test_a_link_confirms_what_its_own_mail_said() -> None:
    query = SearchQuery(text="zorg")
    following.ask(query, ADDRESS, Frequency.WEEKLY)
    send_waiting()
    following.ask(query, ADDRESS, Frequency.AT_ONCE)  # anybody
    assert "elke week" in mail.outbox[0].body
    found = re.search(r"/bevestigen/([^/]+)/", mail.outbox[0].body)
    assert found
    confirmed = links.read_confirm(found[1])
    assert confirmed
    assert following.confirm(confirmed)
    assert Subscription.objects.get().frequency == Frequency.WEEKLY


def test_a_form_opened_before_a_term_went_does_not_widen(client: Client) -> None:
    build.drenthe()
    data = {"email": ADDRESS, "frequentie": "dagelijks"}
    page = client.post("/volgen/?thema=weg&regio=PV22", data).content.decode()
    assert not Subscription.objects.exists()
    assert "“weg” is hier niet bekend" in page
    assert 'action="/volgen/?regio=PV22"' in page


def test_one_address_in_three_spellings_is_asked_once() -> None:
    form = RecipientsForm({"recipients": "jan@x.test JAN@x.test Jan@x.test"})
    assert form.is_valid()
    addresses = form.cleaned_data["recipients"]
    managing.add(build.network(), SearchQuery(text="zorg"), Frequency.DAILY, recipients=addresses)
    assert Delivery.objects.count() == 1


def test_ipv4_visitors_of_a_dual_stack_socket_are_counted_apart(rf: Any) -> None:
    places = {
        visitor_address(rf.post("/", REMOTE_ADDR=f"::ffff:81.2.3.{number}")) for number in (4, 5)
    }
    assert len(places) == 2
