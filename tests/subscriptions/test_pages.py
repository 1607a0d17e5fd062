"""The pages of following, as a reader, a mail scanner and a mail provider meet them."""

from __future__ import annotations

import json
import logging
import os
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import PageViewRestriction

from practices.models import Region
from search.address import SearchAddress
from search.query import SearchQuery
from subscriptions import following, limits, links
from subscriptions.groups import managing
from subscriptions.models import (
    Delivery,
    Follower,
    Frequency,
    Subscription,
    SubscriptionState,
)
from tests import build
from tests.subscriptions.following import follow, look

pytestmark = pytest.mark.django_db

# A thousand in everybody's test run; ten thousand take some minutes.
ADDRESSES = int(os.environ.get("ADDRESSES", "1000"))
LONG = "jan@" + ".".join(["é" * 12] * 14) + ".nl"
FORM = {"email": "jan@voorbeeld.test", "frequentie": "wekelijks"}


@pytest.fixture
def client() -> Client:
    """Somebody without a cookie, at a site that checks its forms."""
    return Client(enforce_csrf_checks=True)


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_search_is_shown_in_words_with_what_was_new(client: Client) -> None:
    build.drenthe()
    build.entry(title="Nachtzorg aan huis", regions=["PV22"], sectors=["zorg"])
    build.entry(title="Dagbesteding", regions=["PV22"])
    look()
    page = text(client.get("/volgen/?q=nachtzorg&regio=PV22&pagina=2&volgorde=oudste"))

    assert (
        "U krijgt elke week een mail met nieuwe vermeldingen over “nachtzorg” in Drenthe "
        "(provincie)." in page
    )
    assert "1 vermelding" in page
    assert "<mark>Nachtzorg</mark> aan huis" in page
    assert "Nieuw geplaatst." in page
    assert "Regio: Drenthe" in page
    assert "Dagbesteding" not in page
    assert 'action="/volgen/?q=nachtzorg&amp;regio=PV22"' in page
    for other in ("atom.xml", "feed.json", "agenda.ics", "insluiten/"):
        assert f'href="/zoeken/{other}?q=nachtzorg&amp;regio=PV22"' in page


def test_landelijk_is_offered_where_it_adds_something(client: Client) -> None:
    build.drenthe()
    build.entry(regions=["PV22"])
    build.entry(regions=["NL"])
    look()

    assert "samen 2 vermeldingen in de laatste drie maanden" in text(
        client.get("/volgen/?regio=PV22")
    )
    assert 'name="landelijk"' not in text(client.get("/volgen/?q=zorg"))
    assert 'name="landelijk"' not in text(client.get("/volgen/?regio=NL"))

    client.post("/volgen/?regio=PV22", FORM | {"landelijk": "on"})
    assert Subscription.objects.get().query.query_string == "regio=NL&regio=PV22"


def test_what_finds_nothing_yet_can_be_followed(client: Client) -> None:
    page = text(client.get("/volgen/?q=bestaatnietnog"))
    assert "was hier niets nieuws" in page

    client.post("/volgen/?q=bestaatnietnog", FORM)
    assert Subscription.objects.get().query.query_string == "q=bestaatnietnog"


def test_one_entry_is_followed_by_its_title(client: Client) -> None:
    made = build.entry(title="Samen in de wijk")
    look()
    page = text(client.get(f"/volgen/?vermelding={made.pk}"))

    assert "een mail met nieuws over “Samen in de wijk”." in page


def test_without_a_search_there_is_a_choice_and_all_is_asked_for_in_words(client: Client) -> None:
    build.drenthe()
    build.network("drenthe", title="Drenthe")
    page = text(client.get("/volgen/"))
    assert "Wat wilt u volgen?" in page
    assert 'href="/volgen/?regio=PV22"' in page
    assert 'href="/volgen/?netwerk=drenthe"' in page
    assert 'href="/volgen/alles/"' in page

    # A form without a search follows nothing, and never everything by mistake.
    assert client.post("/volgen/", FORM).status_code == 200
    assert not Subscription.objects.exists()

    assert "met alles wat nieuw is op dit platform." in text(client.get("/volgen/alles/"))
    client.post("/volgen/alles/", FORM)
    assert Subscription.objects.get().query.query_string == ""


def test_a_value_that_is_not_there_is_told_and_never_widens_what_is_followed(
    client: Client,
) -> None:
    build.drenthe()
    page = text(client.get("/volgen/?thema=bestaat-niet"))
    assert "“bestaat-niet” is hier niet bekend." in page
    assert "Wat wilt u volgen?" in page
    client.post("/volgen/?thema=bestaat-niet", FORM)
    assert not Subscription.objects.exists()

    page = text(client.get("/volgen/?thema=bestaat-niet&regio=drenthe&utm_source=brief"))
    assert "“bestaat-niet” is hier niet bekend." in page
    assert "Deze parameter bestaat niet" not in page  # of who sent the letter
    assert "nieuwe vermeldingen in Drenthe (provincie)." in page
    assert 'action="/volgen/?regio=PV22"' in page


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"email": "", "frequentie": "meteen"}, "Vul uw e-mailadres in."),
        ({"email": "jan", "frequentie": "meteen"}, "zoals naam@voorbeeld.nl."),
        ({"email": f"{'a' * 260}@b.nl", "frequentie": "meteen"}, "te lang"),
        ({"email": "jan@b.nl\nBcc: piet@b.nl", "frequentie": "meteen"}, "zoals naam@voorbeeld.nl."),
        ({"email": '"jan"@voorbeeld.nl', "frequentie": "meteen"}, "zoals naam@voorbeeld.nl."),
        ({"email": "jan@[127.0.0.1]", "frequentie": "meteen"}, "zoals naam@voorbeeld.nl."),
        ({"email": "root@localhost", "frequentie": "meteen"}, "zoals naam@voorbeeld.nl."),
        # Short enough as it is written, too long as it is kept.
        ({"email": LONG, "frequentie": "meteen"}, "zoals naam@voorbeeld.nl."),
        ({"email": "jan@voorbeeld.test", "frequentie": "elk-uur"}, "Kies hoe vaak"),
        ({"email": "jan@voorbeeld.test"}, "Kies hoe vaak"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_kept(
    client: Client, data: dict[str, str], message: str
) -> None:
    page = text(client.post("/volgen/?q=zorg", data))

    assert message in page
    assert "<title>Fout: Volg" in page
    typed = " ".join(data["email"].split())
    assert f'value="{escape(typed)}"' in page or not typed  # it need not be typed again
    assert not Follower.objects.exists()


def test_a_search_too_long_to_keep_is_told(client: Client) -> None:
    page = text(client.post("/volgen/?q=" + "%C3%AB" * 500, FORM))

    assert "te lang om te volgen" in page
    assert not Follower.objects.exists()


def test_without_the_search_engine_following_goes_on(client: Client, settings: Any) -> None:
    build.drenthe()
    build.entry(regions=["PV22"])
    look()
    # Port 9 of this machine is for throwing away; nobody listens.
    settings.SEARCH_ADDRESS = SearchAddress.parse("elasticsearch://127.0.0.1:9/weg")
    response = client.get("/volgen/?regio=PV22")
    assert response.status_code == 200
    assert "Zoeken lukt nu even niet" in text(response)

    assert client.post("/volgen/?regio=PV22", FORM).status_code == 302
    assert Subscription.objects.exists()


def test_asking_leads_to_a_page_without_the_address(client: Client) -> None:
    response = client.post("/volgen/?q=zorg", FORM)

    assert (response.status_code, response["Location"]) == (302, "/volgen/kijk-in-uw-mail/")
    assert "Kijk in uw mail" in text(client.get(response["Location"]))
    assert not client.cookies


def test_confirming_takes_a_press_on_the_button(client: Client) -> None:
    client.post("/volgen/?q=zorg", FORM)
    made = Subscription.objects.get()
    address = path(links.confirm_url(made))

    for _scan in range(3):
        assert "Wilt u dit volgen?" in text(client.get(address))
        client.head(address)
    made.refresh_from_db()
    assert made.state == SubscriptionState.PENDING

    response = client.post(address, follow=True)
    assert "Gelukt: u volgt dit nu" in text(response)
    assert "/volgen/beheren/" in text(response)
    assert links.manage_path(made.follower).rsplit(".", 2)[0] not in text(response)
    made.refresh_from_db()
    assert made.state == SubscriptionState.ACTIVE
    assert client.post(address).status_code == 404
    assert "Deze link werkt niet (meer)" in text(client.get(address))


ONE_CLICK = [
    ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
    (
        'multipart/form-data; boundary="grens"',
        b'--grens\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
        b"One-Click\r\n--grens--\r\n",
    ),
]


@pytest.mark.parametrize(("content_type", "body"), ONE_CLICK)
def test_a_mail_provider_unsubscribes_with_one_post(
    client: Client, content_type: str, body: bytes
) -> None:
    made, other = follow("q=zorg"), follow("q=welzijn")
    address = path(links.unsubscribe_url(made))
    response = client.post(address, body, content_type=content_type)

    assert response.status_code == 200
    assert not response.cookies
    assert list(Subscription.objects.all()) == [other]
    again = client.post(address, body, content_type=content_type)
    assert again.status_code == 200  # it was what they asked for


def test_unsubscribing_by_hand_takes_a_press_on_the_button(client: Client) -> None:
    made = follow("q=zorg")
    address = path(links.unsubscribe_url(made))
    for _scan in range(3):
        assert "Wilt u hiermee stoppen?" in text(client.get(address))
    assert Subscription.objects.exists()

    page = text(client.post(address))
    assert "U volgt dit niet meer: nieuwe vermeldingen over “zorg”." in page
    assert 'href="/volgen/?q=zorg"' in page
    assert not Subscription.objects.exists()
    assert "Bij deze link hoort niets meer wat u volgt." in text(client.get(address))


def test_a_link_of_before_ends_what_was_begun_once_more(client: Client) -> None:
    address = path(links.unsubscribe_url(follow("q=zorg")))
    client.post(address)
    assert "U krijgt deze mails niet meer" in text(client.post(address))
    follow("q=zorg")

    assert "U bent afgemeld" in text(client.post(address))
    assert not Subscription.objects.exists()


def test_one_click_ends_all_mails_about_a_search(client: Client) -> None:
    mine, other = follow("q=zorg"), follow("q=welzijn")
    theirs = follow("q=zorg", "piet@voorbeeld.test")
    group = managing.add(
        build.network("drenthe"),
        SearchQuery.of("zorg"),
        Frequency.WEEKLY,
        recipients=[mine.follower.email],
    )
    Subscription.objects.update(state=SubscriptionState.ACTIVE, confirmed_at=timezone.now())
    client.post(path(links.unsubscribe_url(mine)))

    assert set(Subscription.objects.all()) == {other, theirs}
    assert not group.recipients.exists()


def test_a_link_that_is_not_good_changes_nothing(client: Client) -> None:
    made = follow("q=zorg")
    good = path(links.unsubscribe_url(made))
    made.follower.renew_key()
    for address in (good, good.replace("afmelden", "beheren"), "/volgen/bevestigen/x/"):
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 404
            assert "Er is niets veranderd" in text(response)
    assert Subscription.objects.exists()


def test_pages_behind_a_link_are_not_kept_found_or_told_on(client: Client) -> None:
    made = follow("q=zorg")
    made.nonce = "x"
    made.save()
    manage = path(links.manage_url(made.follower))
    for address in (
        path(links.confirm_url(made)),
        path(links.unsubscribe_url(made)),
        manage,
        f"{manage}gegevens.json",
        "/volgen/beheren/verzonnen/",
    ):
        response = client.get(address)
        assert response["Cache-Control"] == "no-store, private", address
        assert response["Referrer-Policy"] == "no-referrer", address
        assert "noindex" in response["X-Robots-Tag"], address
        assert not response.cookies


def test_everything_can_be_changed_on_the_page_to_manage(client: Client) -> None:
    made, other = follow("q=zorg"), follow("q=welzijn")
    page = path(links.manage_url(made.follower))
    shown = text(client.get(page))
    assert "Hieronder staan 2 onderwerpen." in shown
    assert made.follower.email in shown

    def do(**values: str) -> str:
        return text(client.post(page, {"abonnement": str(made.pk)} | values, follow=True))

    said = do(doe="hoe-vaak", frequentie="dagelijks")
    assert "zo vaak een mail als u koos. Het gaat om: nieuwe vermeldingen over “zorg”." in said
    made.refresh_from_db()
    assert made.frequency == Frequency.DAILY
    assert "U krijgt hierover geen mail" in do(doe="pauze")
    assert "Ga weer verder" in text(client.get(page))
    made.refresh_from_db()
    assert made.state == SubscriptionState.PAUSED
    assert "U krijgt weer mail" in do(doe="verder")
    assert "Gestopt. Wat hieronder nog staat, blijft u volgen." in do(doe="stop")
    assert list(Subscription.objects.all()) == [other]
    assert "Gestopt met alles." in do(doe="stop-alles")
    assert not Subscription.objects.exists()
    assert "Hier staat niets wat u volgt." in text(client.get(page))


def test_nobody_changes_what_another_follows(client: Client) -> None:
    mine, theirs = follow("q=zorg"), follow("q=zorg", "piet@voorbeeld.test")
    page = path(links.manage_url(mine.follower))
    for values in (
        {"doe": "stop", "abonnement": str(theirs.pk)},
        {"doe": "pauze", "abonnement": str(theirs.pk)},
        {"doe": "stop", "abonnement": "x"},
        {"doe": "iets", "abonnement": str(mine.pk)},
        {"doe": "hoe-vaak", "abonnement": str(mine.pk), "frequentie": "elk-uur"},
        {},
    ):
        assert client.post(page, values)["Location"].partition("?")[2] == ""
    assert Subscription.objects.filter(state=SubscriptionState.ACTIVE).count() == 2


def test_using_a_link_makes_it_last_no_longer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = follow("q=zorg")
    page = path(links.manage_url(made.follower))
    begun = time.time()
    monkeypatch.setattr(time, "time", lambda: begun + 29 * 86_400)
    for wanted in ("pauze", "nieuwe-links"):
        pressed = client.post(page, {"doe": wanted, "abonnement": str(made.pk)})
        page = pressed["Location"].partition("?")[0]
        assert client.get(page).status_code == 200
    monkeypatch.setattr(time, "time", lambda: begun + 31 * 86_400)

    assert client.get(page).status_code == 404


def test_no_link_stands_in_the_log(client: Client) -> None:
    made = follow("q=zorg")
    page = path(links.manage_url(made.follower))
    record = logging.LogRecord("django.request", 30, "x.py", 1, "Not allowed: %s", (page,), None)
    line = logging.getLogger().handlers[0].format(record)

    assert page not in line
    assert "Not allowed: /volgen/beheren/.../" in line


def test_new_links_void_the_old_ones(client: Client) -> None:
    made = follow("q=zorg")
    page = path(links.manage_url(made.follower))
    stop = path(links.unsubscribe_url(made))
    response = client.post(page, {"doe": "nieuwe-links"}, follow=True)

    assert "Alle oude links werken niet meer." in text(response)
    assert client.get(page).status_code == client.post(stop).status_code == 404
    assert Subscription.objects.exists()


def test_somebody_can_take_their_data_and_have_it_deleted(client: Client) -> None:
    made = follow("q=zorg")
    page = path(links.manage_url(made.follower))
    told = json.loads(client.get(f"{page}gegevens.json").content)
    assert told["e-mail"] == "lezer@voorbeeld.test"

    response = client.post(page, {"doe": "wis"}, follow=True)
    assert "Alles is gewist" in text(response)
    assert not Follower.objects.exists()
    assert client.get(f"{page}gegevens.json").status_code == 404


def test_a_link_to_manage_is_asked_for_with_an_address(client: Client) -> None:
    assert "Vul uw e-mailadres in." in text(client.post("/volgen/beheren/", {"email": ""}))
    response = client.post("/volgen/beheren/", {"email": "jan@voorbeeld.test"})

    assert response["Location"] == "/volgen/kijk-in-uw-mail/?voor=beheren"
    assert "werkt dertig dagen" in text(client.get(response["Location"]))
    assert Delivery.objects.get().kind == "beheerlink"


def test_one_place_cannot_ask_for_mails_without_end(client: Client) -> None:
    follow("q=zorg", "bekend@voorbeeld.test")

    def ask(email: str, place: str, **headers: str) -> int:
        form = FORM | {"email": email}
        return client.post("/volgen/?q=zorg", form, REMOTE_ADDR=place, **headers).status_code

    for number in range(limits.ASKED_IN_PERIOD):
        assert ask(f"lezer{number}@voorbeeld.test", "81.2.3.5") == 302
    # The same answer for an address that is known and one that is not.
    answers = {ask(f"{name}@voorbeeld.test", "81.2.3.5") for name in ("bekend", "nieuw")}
    assert answers == {429}
    assert not Follower.objects.filter(email="nieuw@voorbeeld.test").exists()
    page = client.post("/volgen/beheren/", FORM, REMOTE_ADDR="81.2.3.5")
    assert page.status_code == 429
    assert page["Retry-After"] == "3600"
    assert "Even wachten" in text(page)

    assert ask("nieuw@voorbeeld.test", "81.2.3.6") == 302
    # Behind a proxy every visitor counts alone; what somebody wrote there themselves does not help.
    for number in range(limits.ASKED_IN_PERIOD):
        told = f"10.0.0.{number}, 81.2.4.7"
        ask("een@voorbeeld.test", "127.0.0.1", HTTP_X_FORWARDED_FOR=told)
    assert ask("een@voorbeeld.test", "127.0.0.1", HTTP_X_FORWARDED_FOR="81.2.4.7") == 429
    assert ask("een@voorbeeld.test", "127.0.0.1", HTTP_X_FORWARDED_FOR="81.2.4.8") == 302
    assert ask("een@voorbeeld.test", "81.2.4.9", HTTP_X_FORWARDED_FOR="81.2.4.7") == 302
    # One connection has very many addresses in IPv6.
    for number in range(limits.ASKED_IN_PERIOD):
        ask("een@voorbeeld.test", f"2001:db8:1:2::{number:x}")
    assert ask("een@voorbeeld.test", "2001:db8:1:2:ffff::1") == 429


def test_a_list_of_addresses_tells_nothing_about_who_is_subscribed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever tries has a great many places to ask from.
    monkeypatch.setattr(limits, "ASKED_IN_PERIOD", 10**9)
    query = SearchQuery.of("zorg")
    known = [f"bekend{number}@voorbeeld.test" for number in range(100)]
    for number, email in enumerate(known):
        following.ask(query, email, Frequency.WEEKLY)
        made = Subscription.objects.get(follower__email=email)
        if number % 3:
            following.confirm(made)
        if number % 3 == 2:
            following.pause(made)
    Delivery.objects.all().delete()
    unknown = [f"onbekend{number}@voorbeeld.test" for number in range(ADDRESSES - len(known))]

    def seen(email: str) -> tuple[Any, ...]:
        """What a stranger sees, and what the database had to do for it."""
        done: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            done.append(sql.split(" ", 1)[0])
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            response = client.post("/volgen/?q=zorg", FORM | {"email": email})
        headers = tuple(sorted(response.items()))
        return response.status_code, response.content, headers, tuple(done)

    tried = [*unknown[: ADDRESSES // 2], *known, *unknown[ADDRESSES // 2 :]]
    assert len({seen(email) for email in tried}) == 1
    assert Follower.objects.count() == len(tried) == ADDRESSES


def test_no_address_is_logged_or_put_in_an_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for data in (FORM, FORM | {"email": "jan@voorbeeld"}):
        for address in ("/volgen/?q=zorg", "/volgen/beheren/"):
            response = client.post(address, data)
            assert "voorbeeld" not in response.get("Location", "")
    said = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not any("jan" in line for line in said)
    made = Subscription.objects.get()
    for thing in (made, made.follower, made.query, Delivery.objects.first()):
        assert "jan" not in f"{thing} {thing!r}"


def test_every_page_that_can_be_followed_leads_there(client: Client) -> None:
    build.drenthe()
    network = build.network("drenthe", title="Drenthe", region=Region.objects.get(code="PV22"))
    made = build.entry(regions=["GM0114"], sectors=["zorg"], themes=["nachtzorg"])
    look()
    for address, followed in (
        ("/zoeken/?q=zorg&regio=PV22", "q=zorg&amp;regio=PV22"),
        ("/regio/drenthe/", "regio=PV22"),
        ("/regio/oost-drenthe/", "regio=GB-oost-drenthe"),
        ("/thema/nachtzorg/", "thema=nachtzorg"),
        ("/sector/zorg/", "sector=zorg"),
        (network.url, "netwerk=drenthe"),
        (made.url, f"vermelding={made.pk}"),
    ):
        assert f'href="/volgen/?{followed}"' in text(client.get(address)), address
        target = f"/volgen/?{followed}".replace("&amp;", "&")
        assert "U krijgt elke week een mail" in text(client.get(target)), target


def test_nothing_tells_of_a_network_that_is_not_public() -> None:
    build.network("open", title="Open netwerk")
    closed = build.network("besloten", title="Besloten netwerk")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    build.network("concept", title="Netwerk in de maak").unpublish()
    page = Client().get("/volgen/").content.decode()
    assert "Open netwerk" in page
    assert "Besloten netwerk" not in page
    assert "Netwerk in de maak" not in page
