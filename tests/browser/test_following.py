"""To follow a search from beginning to end: a real browser, and the mails from a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from subscriptions import links
from subscriptions.matching import match
from subscriptions.models import Frequency, Subscription
from subscriptions.sending import send_waiting
from tests import build
from tests.subscriptions.following import follow, look
from tests.subscriptions.mailserver import MailServer, mail_server, send_through

EMAIL = "lezer@voorbeeld.test"


@pytest.fixture
def server(settings: Any, site: str) -> Iterator[MailServer]:
    """The mail server of the site, whose mails lead back to it."""
    settings.BASE_URL = site
    look()
    with mail_server() as running:
        send_through(settings, running.port)
        yield running


def link_in(server: MailServer, kind: str) -> str:
    """The path of the link to do something in the last mail; the same in text and HTML."""
    send_waiting()
    last = server.taken[-1]
    assert last.to == (EMAIL,)
    pattern = rf"https?://[^\s\"<>]+/volgen/{kind}/[^\s\"<>]+"
    found = {part: re.findall(pattern, last.part(part)) for part in ("plain", "html")}
    assert found["plain"]
    assert set(found["plain"]) == set(found["html"])
    return urlsplit(found["plain"][0]).path


def test_from_a_search_to_a_mail_and_back(page: Page, server: MailServer) -> None:
    page.goto("/zoeken/?q=nachtzorg&regio=PV22")
    page.get_by_role("link", name="Volg dit").first.click()
    expect(page.locator("#zin")).to_have_text(
        "U krijgt elke week een mail met nieuwe vermeldingen over “nachtzorg” in Drenthe "
        "(provincie)."
    )
    page.get_by_label("Meteen").check()
    expect(page.locator("#zin")).to_contain_text("U krijgt telkens meteen een mail")
    page.get_by_label("Stuur ook wat voor het hele land geldt").check()
    expect(page.locator("#zin")).to_contain_text("of die in het hele land gelden")
    page.get_by_label("Stuur ook wat voor het hele land geldt").uncheck()
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_role("button", name="Volg dit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw mail")
    assert EMAIL not in page.url

    page.goto(link_in(server, "bevestigen"))
    page.get_by_role("button", name="Ja, ik wil dit volgen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gelukt: u volgt dit nu")
    page.get_by_role("link", name="Bekijk of wijzig wat u volgt").click()
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_role("button", name="Stuur mij de link").click()
    page.goto(link_in(server, "beheren"))
    page.get_by_label("Hoe vaak").select_option("Elke dag")
    page.get_by_role("button", name="Verander").click()
    expect(page.get_by_role("status").first).to_contain_text("zo vaak een mail als u koos")
    expect(page.get_by_label("Hoe vaak")).to_have_value("dagelijks")

    build.entry(title="Nachtzorg in de buurt", regions=["PV22"])
    look()
    assert match(Frequency.DAILY) == 1
    page.goto(link_in(server, "afmelden"))
    assert "Nachtzorg in de buurt" in server.taken[-1].part("plain")
    page.get_by_role("button", name="Ja, stop met deze mails").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("U bent afgemeld")
    assert not Subscription.objects.exists()
    assert len(server.taken) == 3


def test_a_link_to_manage_comes_by_mail(page: Page, server: MailServer) -> None:
    follow("q=zorg", EMAIL)
    page.goto("/volgen/beheren/")
    page.get_by_label("E-mailadres").fill("geen adres")
    page.get_by_role("button", name="Stuur mij de link").click()
    expect(page.get_by_role("alert")).to_contain_text("zoals naam@voorbeeld.nl")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_role("button", name="Stuur mij de link").click()
    page.goto(link_in(server, "beheren"))
    expect(page.get_by_role("heading", name="Nieuwe vermeldingen over “zorg”")).to_be_visible()

    with page.expect_download() as taken:
        page.get_by_role("link", name="Download alles").click()
    assert EMAIL in taken.value.path().read_text()
    page.get_by_text("Wis alles", exact=True).click()
    page.get_by_role("button", name="Ja, wis alles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alles is gewist")


def test_it_works_without_scripts(browser: Browser, site: str, server: MailServer) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/zoeken/?q=nachtzorg")
    page.get_by_role("link", name="Volg dit").first.click()
    page.get_by_label("Elke dag").check()
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_role("button", name="Volg dit").click()
    page.goto(link_in(server, "bevestigen"))
    expect(page.locator("main")).to_contain_text("U krijgt elke dag een mail")
    page.get_by_role("button", name="Ja, ik wil dit volgen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gelukt: u volgt dit nu")
    page.goto(links.manage_path(Subscription.objects.get().follower))
    page.get_by_role("button", name="Pauzeer").click()
    expect(page.locator("main")).to_contain_text("Gepauzeerd")
    context.close()


def test_it_works_with_only_a_keyboard(page: Page, server: MailServer) -> None:
    page.goto("/volgen/?q=zorg&regio=PV22")
    page.get_by_role("radio", name="Elke week").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="Elke dag")).to_be_checked()
    expect(page.locator("#zin")).to_contain_text("elke dag")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type(EMAIL)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw mail")
    assert Subscription.objects.get().query.query_string == "q=zorg&regio=NL&regio=PV22"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_behind_the_links(
    page: Page, site: str, settings: Any, scheme: Literal["light", "dark"]
) -> None:
    settings.BASE_URL = site
    page.emulate_media(color_scheme=scheme)
    waits = follow("q=welzijn", EMAIL)
    waits.nonce = "een-verzoek"
    waits.save()
    follow("q=zorg", EMAIL)
    manage = links.manage_url(waits.follower)
    found: dict[str, Any] = {}
    for url in (
        links.confirm_url(waits),
        links.unsubscribe_url(waits),
        manage,
        f"{manage}?gedaan=pauze",
        "/volgen/gewist/",
    ):
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
        for violation in Axe().run(page).response["violations"]:
            found[f"{url} {violation['id']}"] = [n["html"][:160] for n in violation["nodes"][:3]]
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, url
        page.set_viewport_size({"width": 1280, "height": 900})

    assert found == {}
