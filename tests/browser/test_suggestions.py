"""Help while searching, in a real browser: suggestions, did-you-mean, and ways out of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from practices.models import GlossaryTerm
from search import queue
from tests import build


@pytest.fixture
def catalogue(site: str) -> str:
    """The site, with what there is to type, to mistype and to explain."""
    GlossaryTerm.objects.update_or_create(
        term="Wet langdurige zorg", defaults={"abbreviation": "Wlz", "explanation": "Voor altijd."}
    )
    for number in range(3):
        build.entry(
            "praktijk",
            title=f"Mantelzorgers ontlasten {number}",
            slug=f"mantelzorg-{number}",
            summary="Mantelzorgers in de buurt.",
            regions=["PV22"],
            sectors=["welzijn"],
            themes=["mantelzorg"],
            background="<p>Eerst de Wlz, dan <b>weer de Wlz</b>.</p>",
        )
    queue.drain()
    return site


@pytest.fixture
def plain(browser: Browser, catalogue: str) -> Iterator[Page]:
    """The same site with JavaScript off."""
    context = browser.new_context(base_url=catalogue, java_script_enabled=False)
    yield context.new_page()
    context.close()


def field(page: Page) -> str:
    return page.locator("[role=combobox]").input_value()


def test_type_and_choose_by_keyboard(catalogue: str, page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("mantel")
    listbox = page.get_by_role("listbox")
    expect(listbox).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#melding")).to_contain_text("suggestie")
    expect(listbox.locator("mark").first).to_have_text("mantel", ignore_case=True)

    page.keyboard.press("ArrowDown")
    option = listbox.get_by_role("option").first
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    expect(box).to_be_focused()
    assert field(page) == "mantel"
    page.keyboard.press("Home")
    expect(listbox.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(listbox.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")  # past the last is the field
    page.keyboard.press("ArrowDown")
    chosen = option.get_attribute("href") or ""
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{chosen}")
    expect(page.locator("#zoekstatus")).not_to_contain_text("Niets")
    expect(page.locator(".card").first).to_be_visible()


def test_escape_and_tab_close_and_keep_what_was_typed(catalogue: str, page: Page) -> None:
    page.goto("/zoeken/")
    box = page.get_by_role("combobox")
    box.press_sequentially("mantel")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert field(page) == "mantel"
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Tab")

    expect(page.get_by_role("listbox")).to_be_hidden()
    assert field(page) == "mantel"
    expect(page.get_by_role("button", name="Zoeken", exact=True)).to_be_focused()


def test_choose_with_the_mouse(catalogue: str, page: Page) -> None:
    page.goto("/sitemap/")
    page.get_by_role("combobox").press_sequentially("mantelz")
    page.get_by_role("group", name="Titels").get_by_role("option").first.click()

    page.wait_for_url("**/mantelzorg-*/")


@pytest.mark.parametrize("answer", ["error", "nothing", "late"])
def test_a_search_field_goes_on_when_suggestions_do_not(
    browser: Browser, catalogue: str, answer: str
) -> None:
    context = browser.new_context(base_url=catalogue)
    page = context.new_page()
    waiting: list[Route] = []

    def respond(route: Route) -> None:
        if answer == "error":
            route.fulfill(status=503, body="weg")
        elif answer == "nothing":
            route.abort()
        else:
            waiting.append(route)

    page.route("**/suggesties/**", respond)
    page.goto("/")
    with page.expect_request("**/suggesties/**"):
        page.get_by_role("combobox").press_sequentially("mantel")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")

    page.wait_for_url("**/zoeken/?q=mantel")
    assert field(page) == "mantel"
    context.close()


def test_an_answer_that_comes_too_late_is_dropped(catalogue: str, page: Page) -> None:
    page.goto("/")
    late: list[Route] = []
    page.route("**/suggesties/?q=ma", lambda route: late.append(route))
    box = page.get_by_role("combobox")
    with page.expect_request("**/suggesties/?q=ma"):
        box.press_sequentially("ma")
    box.press_sequentially("ntelzorg")
    expect(page.get_by_role("option").first).to_contain_text("mantelzorg")
    before = page.get_by_role("listbox").inner_text()
    for route in late:
        route.fulfill(body='<a role="option" href="/">te laat</a>')
    page.wait_for_timeout(100)

    assert page.get_by_role("listbox").inner_text() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_with_the_list_open(
    catalogue: str, page: Page, scheme: Literal["light", "dark"], width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found: dict[str, list[str]] = {}
    for path in ("/", "/zoeken/?q=mantelzorg", "/begrippen/"):
        page.goto(path)
        page.get_by_role("combobox").fill("mantel")
        expect(page.get_by_role("listbox")).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found[f"{path} {violation['id']}"] = nodes

    assert found == {}


def test_mistype_and_follow_did_you_mean(catalogue: str, page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").fill("mantelzrog")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoeken/?q=mantelzrog")
    page.locator(".find__hint a", has_text="mantelzorg").click()

    page.wait_for_url("**/zoeken/?q=mantelzorg*")
    assert field(page).startswith("mantelzorg")
    expect(page.locator(".card").first).to_be_visible()


def test_reach_nothing_and_leave_it_by_the_offered_way(catalogue: str, page: Page) -> None:
    page.goto("/zoeken/?q=mantelzorgers&soort=scholing")
    expect(page.locator("#zoekstatus")).to_contain_text("Niets gevonden")
    page.get_by_role("link", name="zonder soort").click()

    page.wait_for_url(lambda url: "soort=" not in url)
    expect(page.locator("#zoekstatus")).not_to_contain_text("Niets gevonden")
    expect(page.get_by_role("link", name="Mantelzorgers ontlasten 0").first).to_be_visible()


def test_why_opens_in_place_and_folds_again(catalogue: str, page: Page) -> None:
    page.goto("/zoeken/?q=mantelzorgers")
    address = page.url
    link = page.locator(".card__why a").first
    link.focus()
    page.keyboard.press("Enter")
    reasons = page.locator(".reasons")
    expect(reasons).to_contain_text("titel:")
    assert page.url == address
    expect(page.locator(".card__why summary")).to_be_focused()
    page.keyboard.press("Enter")

    expect(reasons).to_be_hidden()


def test_an_abbreviation_opens_by_keyboard(catalogue: str, page: Page) -> None:
    page.goto("/drenthe/mantelzorg-0/")
    button = page.get_by_role("button", name="Wlz, uitleg")
    expect(button).to_have_count(1)
    meaning = page.get_by_role("dialog")
    expect(meaning).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(meaning).to_be_visible()
    expect(meaning).to_contain_text("Wet langdurige zorg")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Tab")
    expect(meaning.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(button).to_be_focused()


def test_without_scripts(plain: Page) -> None:
    plain.goto("/")
    plain.locator("main input[name=q]").fill("mantelzorgers")
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/zoeken/?q=mantelzorgers")
    plain.locator(".card__why a").first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Waarom deze?")
    expect(plain.locator(".reasons")).to_contain_text("titel:")
    plain.locator(".card a").first.click()
    plain.get_by_role("button", name="Wlz, uitleg").click()
    plain.get_by_role("link", name="Bekijk bij de begrippen").click()

    plain.wait_for_url("**/begrippen/#wlz")
    expect(plain.locator("#wlz")).to_contain_text("Voor altijd.")
