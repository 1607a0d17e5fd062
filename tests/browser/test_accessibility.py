"""What axe finds, and what readers with larger text or only a keyboard meet."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PATHS = (
    "/",
    "/zoeken/?q=zorg&sector=zorg&regio=PV22",
    "/zoeken/?q=bestaatniet",
    "/drenthe/",
    "/drenthe/experiment/",
    "/drenthe/training/",
    "/drenthe/praktijk/",
    "/regio/drenthe/",
    "/thema/nachtzorg/",
    "/organisatie/trekker/",
    "/sitemap/",
    "/zoeken/insluiten/?q=zorg",
    "/zoeken/insluiten/hoe/?q=zorg&regio=PV22",
    "/volgen/",
    "/volgen/?q=zorg&regio=PV22",
    "/volgen/beheren/",
    "/volgen/kijk-in-uw-mail/",
    "/bestaat-niet/",
)
# WCAG 2.2, success criterion 1.4.12: no loss of content with these values.
TEXT_SPACING = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-block-end:2em!important}"
)
DOUBLE_TEXT = "html{font-size:225%!important}"
CUT_OFF = """(width) => [...document.querySelectorAll('main *, header *, footer *')].filter((e) => {
  if (e.closest('.scroll, .sr-only, svg, .searchbox__word')) return false;
  const box = e.getBoundingClientRect();
  return box.width > 0 && box.right > width + 1;
}).map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    found: dict[str, Any] = {}
    for path in PATHS:
        page.goto(path)
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found[f"{path} {violation['id']}"] = nodes

    assert found == {}


def test_the_theme_button_is_remembered(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Donkere kleuren").click()
    dark = page.evaluate(ground)
    page.goto("/sitemap/")

    assert dark != light
    assert page.evaluate(ground) == dark
    assert (
        page.get_by_role("button", name="Donkere kleuren").get_attribute("aria-pressed") == "true"
    )


def test_nothing_scrolls_sideways_on_a_small_screen(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    for path in PATHS:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert page.evaluate(CUT_OFF, 320) == [], path


@pytest.mark.parametrize("css", [TEXT_SPACING, DOUBLE_TEXT])
@pytest.mark.parametrize("width", [320, 1280])
def test_larger_text_and_more_space_lose_nothing(page: Page, css: str, width: int) -> None:
    if css == DOUBLE_TEXT and width == 320:
        width = 768  # 320 is already what 1280 at 400 % gives
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/", "/zoeken/?q=zorg&sector=zorg", "/drenthe/experiment/", "/regio/drenthe/"):
        page.goto(path)
        page.evaluate(
            "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
            " document.adoptedStyleSheets = [sheet]; }",
            css,
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(CUT_OFF, width) == [], path
