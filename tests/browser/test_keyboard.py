"""The site with a keyboard only, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

FOCUS = "document.activeElement.id"


def test_skip_links_are_the_first_stops_and_lead_where_they_say(page: Page) -> None:
    page.goto("/")
    for index, target in enumerate(("inhoud", "navigatie", "onderkant")):
        page.goto("/")
        for _ in range(index + 1):
            page.keyboard.press("Tab")
        link = page.locator(f'.skip a[href="#{target}"]')
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        assert page.evaluate(FOCUS) == target


def test_every_stop_shows_where_it_is(page: Page) -> None:
    page.goto("/zoeken/?q=zorg")
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "[getComputedStyle(document.activeElement).outlineStyle,"
            " parseFloat(getComputedStyle(document.activeElement).outlineWidth)]"
        )
        assert outline[0] == "solid"
        assert outline[1] >= 2


def test_a_ticked_box_keeps_the_focus_and_the_count_is_announced(page: Page) -> None:
    page.goto("/zoeken/?q=zorg")
    before = page.get_by_role("status").first.inner_text()
    page.locator("#f-soort-experiment").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**soort=experiment**")
    expect(page.locator("#zoekstatus")).not_to_have_text(before)

    expect(page.locator("#f-soort-experiment")).to_be_focused()
    expect(page.locator("#f-soort-experiment")).to_be_checked()


def test_more_values_come_in_place_and_reading_goes_on_there(page: Page) -> None:
    page.goto("/zoeken/")
    page.locator("#facet-thema .facet__more").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#waarden-thema input")).to_have_count(25)

    assert page.evaluate(FOCUS).startswith("f-thema-")
    assert page.url.endswith("/zoeken/")


def test_a_folded_filter_stays_as_the_reader_left_it(page: Page) -> None:
    page.goto("/zoeken/")
    page.locator("#facet-sector > summary").click()
    page.locator("#facet-netwerk > summary").click()
    page.locator("#f-soort-praktijk").check()
    page.wait_for_url("**soort=praktijk**")
    expect(page.locator(".chip")).to_have_count(1)

    assert page.locator("#facet-sector").get_attribute("open") is None
    assert page.locator("#facet-netwerk").get_attribute("open") is not None


def test_the_filter_sheet_on_a_small_screen(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto("/zoeken/")
    expect(page.locator("#filters")).to_be_hidden()
    page.locator("#filterknop").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#filters")).to_be_visible()
    assert page.evaluate(FOCUS) == "filters-kop"

    page.keyboard.press("Shift+Tab")  # round to the last stop: the sheet holds the focus
    expect(page.locator(".filters__done")).to_be_focused()
    page.locator("#f-soort-scholing").check()
    page.wait_for_url("**soort=scholing**")
    expect(page.locator(".filters__done")).to_have_text("Toon 1 resultaat")
    expect(page.locator("#filters")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#filterknop")).to_be_focused()
    expect(page.locator("#filterknop")).to_contain_text("1 aan")


def test_reports_fold_open_and_their_parts_too(page: Page) -> None:
    page.goto("/drenthe/experiment/")
    report = page.locator("#verslagen > details").first
    expect(report.get_by_text("Deel een")).to_be_hidden()
    report.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(report.get_by_text("Deel een")).to_be_visible()
    report.locator("details > summary").first.click()
    expect(report.get_by_text("Binnenin.")).to_be_visible()


def test_printing_leaves_the_text_with_its_address(page: Page) -> None:
    page.goto("/drenthe/experiment/")
    page.emulate_media(media="print")

    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".foot")).to_be_hidden()
    expect(page.get_by_role("heading", name="Uitdaging")).to_be_visible()
    expect(page.locator(".print-only")).to_contain_text("/drenthe/experiment/")


@pytest.mark.parametrize("width", [360, 1280])
def test_filters_work_without_scripts(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto("/zoeken/")
    if width < 960:
        expect(page.locator("#filters")).to_be_hidden()
        page.locator("#filterknop").click()
    page.locator("#f-soort-scholing").check()
    page.get_by_role("button", name="Pas de filters toe").click()
    expect(page.locator("#zoekstatus")).to_contain_text("1 scholing")
    expect(page.locator("button[data-do]").first).to_be_hidden()

    page.goto("/zoeken/")
    if width >= 960:
        page.locator("#facet-thema .facet__more").click()
        page.locator("#f-thema-thema-23").check()
        page.get_by_role("button", name="Toon resultaten").click()
        expect(page.locator(".chip")).to_contain_text("thema 23")
    context.close()
