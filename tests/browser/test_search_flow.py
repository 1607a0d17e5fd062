"""The way through the site in a real browser: type, choose, take away, open, go back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def plain(browser: Browser, site: str) -> Iterator[Page]:
    """The same browser with JavaScript off."""
    context = browser.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": 1280, "height": 900}
    )
    yield context.new_page()
    context.close()


def count(page: Page) -> str:
    return page.locator("#zoekstatus").inner_text()


def test_search_choose_remove_open_and_go_back(page: Page) -> None:
    page.goto("/")
    page.locator("main input[name=q]").first.fill("nacht")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoeken/?q=nacht*")
    all_hits = count(page)

    page.locator("#f-soort-experiment").check()
    page.wait_for_url("**soort=experiment**")
    expect(page.locator("#zoekstatus")).not_to_have_text(all_hits)
    page.locator("#f-regio-PV22").check()
    page.wait_for_url("**regio=PV22**")
    assert "in Drenthe" in count(page)

    page.locator(".chips a", has_text="Drenthe").click()
    page.wait_for_url(lambda url: "regio=" not in url)
    expect(page.locator("#f-regio-PV22")).not_to_be_checked()
    narrowed = page.url

    page.get_by_role("link", name="Zorgexperiment in de nacht").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zorgexperiment in de nacht")

    page.go_back()
    assert page.url == narrowed
    expect(page.locator("#f-soort-experiment")).to_be_checked()
    page.go_back()
    expect(page.locator("#f-regio-PV22")).to_be_checked()


def test_the_same_with_javascript_off(plain: Page) -> None:
    plain.goto("/")
    plain.locator("main input[name=q]").first.fill("nacht")
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/zoeken/?q=nacht*")
    all_hits = count(plain)

    plain.locator("#f-soort-experiment").check()
    plain.locator("#f-regio-PV22").check()
    plain.locator("#filters button[type=submit]").click()
    plain.wait_for_url("**soort=experiment**")
    assert "regio=PV22" in plain.url
    assert count(plain) != all_hits

    plain.locator(".chips a", has_text="Drenthe").click()
    assert "regio=" not in plain.url

    plain.get_by_role("link", name="Zorgexperiment in de nacht").first.click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Zorgexperiment in de nacht")
    plain.go_back()
    expect(plain.locator("#f-soort-experiment")).to_be_checked()


def test_an_address_can_be_shared(page: Page) -> None:
    """What a script made of the page is what the server makes of its address."""
    page.goto("/zoeken/")
    page.locator("#f-soort-scholing").check()
    page.wait_for_url("**soort=scholing**")
    expect(page.locator("#zoekstatus")).to_contain_text("scholing")
    shown = count(page)
    titles = page.locator("#zoekresultaat h3").all_inner_texts()

    page.goto(page.url)

    assert count(page) == shown
    assert page.locator("#zoekresultaat h3").all_inner_texts() == titles
