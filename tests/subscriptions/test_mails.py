"""What stands in a mail, read as a mail program reads it."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Page

from practices.models import Region, Session, Theme
from search.query import SearchQuery
from subscriptions import outbox
from subscriptions.groups import managing
from subscriptions.mails import news as news_mails
from subscriptions.mails import notices
from subscriptions.mails.composing import Composer
from subscriptions.mails.letter import clean, cut
from subscriptions.matching import match
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    Frequency,
    GroupFollow,
    Subscription,
    SubscriptionState,
)
from subscriptions.sending import send_waiting
from tests import build
from tests.subscriptions.following import follow, look
from tests.subscriptions.mailserver import MailServer, Received

pytestmark = pytest.mark.django_db(transaction=True)

RTL = "\u202e"


@pytest.fixture(autouse=True)
def ground(settings: Any) -> None:
    settings.BASE_URL = "https://kennis.example.org"
    settings.DEFAULT_FROM_EMAIL = "Kennisplatform <kennis@example.org>"
    settings.BOUNCE_EMAIL = "retour@example.org"
    build.network("drenthe", title="Drenthe")
    build.drenthe()
    look()


def news_in(server: MailServer, frequency: Frequency = Frequency.AT_ONCE) -> Received:
    """The mail about what is new."""
    look()
    match(frequency)
    send_waiting()
    return server.taken[-1]


def page(mail: Received) -> Any:
    return BeautifulSoup(mail.part("html"), "html.parser")


def addresses(mail: Received) -> list[str]:
    """Where the HTML leads."""
    return [link["href"] for link in page(mail).find_all("a")]


# --- the head ------------------------------------------------------------------------------


def test_the_head_of_a_mail_about_news(server: MailServer) -> None:
    mine = follow("q=nachtzorg&regio=PV22")
    build.entry(title="Nachtzorg in de wijk", regions=["GM0114"])
    got = news_in(server)
    head = got.mail

    delivery = Delivery.objects.get()
    assert head["Message-ID"] == f"<mail.{delivery.pk.hex}@kennis.example.org>"
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["List-Id"] == f"<zoekvraag-{mine.query_id}.volgen.kennis.example.org>"
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<https://kennis\.example\.org/volgen/afmelden/[\w.:-]+/>",
        head["List-Unsubscribe"].strip(),
    )
    assert head["List-Unsubscribe"].strip(" <>") in addresses(got)
    assert head["Content-Language"] == "nl"
    assert head["From"] == "Kennisplatform <kennis@example.org>"
    assert head["To"] == "lezer@voorbeeld.test"
    assert got.sender == "retour@example.org"
    at = parsedate_to_datetime(head["Date"]).replace(tzinfo=UTC)  # "-0000": of no zone
    assert abs((at - timezone.now()).total_seconds()) < 60
    assert head.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in head.iter_parts()]
    assert kinds == ["text/plain", "text/html"]  # the best one last (RFC 2046)
    assert all(len(value) > 0 for value in head.values())
    assert len({name.lower() for name in head}) == len(head.keys())


def test_a_mail_that_was_asked_for_is_no_mail_of_a_list(server: MailServer) -> None:
    outbox.put(DeliveryKind.MANAGE, follow().follower)
    send_waiting()

    assert "List-Unsubscribe" not in server.taken[0].mail
    assert server.taken[0].mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("query", "entries", "subject"),
    [
        ("q=nachtzorg", 1, "Nieuw: Nachtzorg 1"),
        ("q=nachtzorg&regio=PV22", 3, "3 nieuw in Drenthe: nachtzorg"),
        ("regio=PV22", 2, "2 nieuw in Drenthe"),
        ("", 2, "2 nieuw op Kennisplatform"),
        ("sector=zorg", 2, "2 nieuw: zorg"),
    ],
)
def test_the_subject_says_what_it_is_about(
    server: MailServer, query: str, entries: int, subject: str
) -> None:
    follow(query)
    for number in range(1, entries + 1):
        build.entry(title=f"Nachtzorg {number}", regions=["GM0114"], sectors=["zorg"])

    assert news_in(server).mail["Subject"] == subject


def test_a_title_cannot_add_a_header_or_turn_the_text_around(server: MailServer) -> None:
    follow()
    title = f"Nachtzorg\r\nBcc: iedereen@voorbeeld.test\n\n{RTL}gpj.exe\u0000\u200b <b>vet</b>"
    build.entry(title="Straks anders", slug="vals")
    Page.objects.filter(slug="vals").update(title=title.replace("\x00", "\x01"))
    got = news_in(server)

    assert "Bcc" not in got.mail
    assert got.to == ("lezer@voorbeeld.test",)
    assert got.mail["Subject"] == (
        "Nieuw: Nachtzorg Bcc: iedereen@voorbeeld.test gpj.exe <b>vet</b>"
    )
    assert not {RTL, "\u200b", "\x01"} & set(got.part("plain") + got.part("html"))
    assert page(got).b is None
    assert "<b>vet</b>" in page(got).h2.get_text()


def test_a_long_subject_is_cut_at_a_word() -> None:
    line = cut("woord " * 60)
    assert len(line) <= 111
    assert line.endswith("woord…")
    assert cut("x" * 300) == "x" * 109 + "…"
    assert clean(f"a\r\n\tb{RTL}c") == "a b c"


# --- what it says --------------------------------------------------------------------------


def test_text_and_html_say_the_same(server: MailServer) -> None:
    """Both are written from one letter: each word and each address of one stands in the other."""
    follow("q=nachtzorg&regio=PV22", frequency=Frequency.WEEKLY)
    build.entry(
        title="Zorg in de nacht & meer",
        summary="Nachtzorg met “aanhalingen” en een <teken>.",
        regions=["GM0114"],
    )
    build.entry("scholing", title="Nachtzorg leren", regions=["PV22"])
    got = news_in(server, Frequency.WEEKLY)
    text, tree = got.part("plain"), page(got)
    tree.head.decompose()

    words = set(re.findall(r"\w{2,}", tree.get_text(" ")))
    in_text = re.sub(r"https://\S+", " ", text)
    assert words == set(re.findall(r"\w{2,}", in_text))
    assert sorted(set(addresses(got))) == sorted(set(re.findall(r"https://\S+", text)))


def test_an_item_says_what_it_is_why_it_came_and_where_it_stands(server: MailServer) -> None:
    follow("q=nachtzorg&regio=PV22&soort=praktijk")
    made = build.entry(
        title="Nachtzorg in de wijk", summary="Wij regelen nachtzorg samen.", regions=["GM0114"]
    )
    got = news_in(server)
    item = page(got).find(class_="item")

    assert [mark.get_text() for mark in item.find_all("mark")] == ["Nachtzorg", "nachtzorg"]
    assert item.h2.a["href"] == f"https://kennis.example.org{made.url}"
    assert item.h2.get_text() == "Nachtzorg in de wijk"
    why = item.find(class_="why").get_text()
    assert "Nieuw geplaatst" in why
    assert "Drenthe" in why
    text = got.part("plain")
    assert "\n*Nachtzorg* in de wijk" in text  # one item has no number
    assert "Wij regelen *nachtzorg* samen." in text
    assert "Praktijkvoorbeeld · Nieuw" in text
    assert (
        "https://kennis.example.org/zoeken/?q=nachtzorg&soort=praktijk&regio=PV22&volgorde=nieuwste"
        in text.splitlines()
    )


def test_a_new_session_is_told_in_the_subject(server: MailServer) -> None:
    made = build.entry("scholing", title="Nachtzorg leren")
    look()
    follow()
    start = timezone.now() + timedelta(days=40)
    made.sessions.add(Session(start=start))
    made.save()

    assert news_in(server).mail["Subject"] == "Nieuwe uitvoering: Nachtzorg leren"


def test_a_reader_knows_why_the_mail_came_and_how_to_stop_it(server: MailServer) -> None:
    follow("regio=PV22", frequency=Frequency.WEEKLY)
    build.entry(regions=["PV22"])
    text = news_in(server, Frequency.WEEKLY).part("plain")

    assert "U krijgt elke week een mail met" in text
    assert "Stop deze mails:\nhttps://kennis.example.org/volgen/afmelden/" in text
    assert "https://kennis.example.org/volgen/beheren/" in text


def test_a_recipient_of_a_network_reads_for_whom(server: MailServer) -> None:
    mine = follow("regio=PV22")
    group = GroupFollow.objects.create(network=build.network("drenthe"), query=mine.query)
    Subscription.objects.update(group=group)
    build.entry(regions=["PV22"])

    assert "U krijgt deze mail als ontvanger van leernetwerk Drenthe." in news_in(server).part(
        "plain"
    )


def test_who_is_asked_for_a_region_reads_which_editors_ask_and_for_whom() -> None:
    group = managing.add(
        build.network("drenthe"),
        SearchQuery.of("zorg"),
        Frequency.WEEKLY,
        region=Region.objects.get(code="GM0114"),
        recipients=["lezer@voorbeeld.test"],
    )
    asked = notices.letter(Delivery.objects.get(subscription__group=group)).opening[0]

    assert "De redactie van leernetwerk Drenthe wil u namens gemeente Emmen mails sturen." in asked


def test_readers_of_one_edition_share_the_work_and_no_links(
    server: MailServer, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        follow(email=f"lezer{number}@voorbeeld.test")
    build.entry(title="Nachtzorg")
    look()
    match(Frequency.AT_ONCE)
    composer = Composer()
    related = ("follower", "subscription__query", "subscription__group", "edition")
    deliveries = list(Delivery.objects.select_related(*related))
    for delivery in deliveries:
        assert delivery.subscription
        delivery.subscription.follower = delivery.follower
    composer.compose(deliveries[0])

    with django_assert_max_num_queries(0):
        mails = [composer.compose(delivery) for delivery in deliveries]
    ends = {mail.message.extra_headers["List-Unsubscribe"] for mail in mails if mail}
    assert len(ends) == 20
    for mail in mails:
        assert mail
        own = mail.message.extra_headers["List-Unsubscribe"].strip("<>")
        assert str(mail.message.body).count("/afmelden/") == 1
        assert own in str(mail.message.body)


def test_a_long_mail_names_how_many_more_there_are(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_mails, "IN_FULL", 3)
    follow()
    for number in range(5):
        build.entry(title=f"Vermelding {number}")
    got = news_in(server)

    assert len(page(got).find_all(class_="item")) == 3
    assert "En nog 2 andere" in page(got).find(class_="action").get_text()
    assert got.mail["Subject"] == "5 nieuw op Kennisplatform"


# --- how it is built -----------------------------------------------------------------------


class Strict(HTMLParser):
    """Every tag is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_html_is_whole_and_loads_nothing(server: MailServer) -> None:
    follow("q=nachtzorg")
    build.entry(title="Nachtzorg")
    got = news_in(server)
    source, tree = got.part("html"), page(got)
    parser = Strict()
    parser.feed(source)
    parser.close()

    assert parser.open == []
    assert tree.html["lang"] == "nl"
    assert tree.title.get_text() == got.mail["Subject"]
    assert [heading.name for heading in tree.find_all(["h1", "h2", "h3"])] == ["h1", "h2"]
    assert not tree.find_all(["img", "link", "script", "iframe"])
    assert not tree.select("[src], [background], [style]")
    assert "url(" not in source
    assert "@import" not in source
    assert {address.split("/")[2] for address in addresses(got)} == {"kennis.example.org"}
    assert all(link.get_text().strip() for link in tree.find_all("a"))


def test_text_is_wrapped_and_addresses_stay_whole(server: MailServer) -> None:
    follow("q=nachtzorg")
    build.entry(title="Nachtzorg", summary="Lang-verhaal over zorg. " * 30)
    for line in news_in(server).part("plain").splitlines():
        assert len(line) <= 72 or line.strip().startswith("https://")


# --- the other kinds -----------------------------------------------------------------------


def sent(server: MailServer, kind: DeliveryKind, **values: Any) -> Received:
    subscription = follow("regio=PV22", frequency=Frequency.WEEKLY)
    if kind == DeliveryKind.CONFIRM:
        Subscription.objects.update(
            state=SubscriptionState.PENDING, confirmed_at=None, nonce="request"
        )
    outbox.put(kind, subscription.follower, subscription=subscription, **values)
    send_waiting()
    return server.taken[-1]


@pytest.mark.parametrize(
    ("kind", "subject", "leads_to"),
    [
        (
            DeliveryKind.CONFIRM,
            "Wilt u dit volgen? Nieuwe vermeldingen in Drenthe (provincie)",
            "bevestigen",
        ),
        (DeliveryKind.ALREADY, "U volgt dit al", "beheren"),
        (DeliveryKind.MANAGE, "Uw link om te beheren wat u volgt", "beheren"),
    ],
)
def test_mails_that_were_asked_for(
    server: MailServer, kind: DeliveryKind, subject: str, leads_to: str
) -> None:
    got = sent(server, kind)

    assert got.mail["Subject"] == subject
    link = page(got).find(class_="action").a["href"]
    assert link.startswith(f"https://kennis.example.org/volgen/{leads_to}/")
    assert link in got.part("plain").splitlines()
    if kind != DeliveryKind.MANAGE:
        assert "U krijgt elke week een mail met" in got.part("plain").replace("\n", " ")


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_lost_term_is_told_with_what_comes_near(server: MailServer, goes_on: bool) -> None:
    build.term(Theme, "Zorg in de nacht")
    payload = {
        "label": "Nachtzorg",
        "what": "nieuwe vermeldingen over Nachtzorg",
        "alternatives": [["Zorg in de nacht", "thema=zorg-in-de-nacht"]],
        "goes_on": goes_on,
    }
    got = sent(server, DeliveryKind.LOST, payload=payload)

    assert got.mail["Subject"] == "“Nachtzorg” bestaat niet meer"
    assert "https://kennis.example.org/zoeken/?thema=zorg-in-de-nacht" in addresses(got)
    assert ("Wat overblijft, blijft u volgen." in got.part("plain")) is goes_on
    assert "List-Unsubscribe" in got.mail
