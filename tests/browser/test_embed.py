"""The list in a frame on the page of another site."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kennisplatform.ancestors import frame_ancestors


class Region(http.server.BaseHTTPRequestHandler):
    """The site of a region: one page with one frame."""

    frame = ""

    def do_GET(self) -> None:
        body = f'<!DOCTYPE html><title>Regio</title><iframe src="{self.frame}"></iframe>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def region(site: str) -> Iterator[str]:
    """The address of that site, which shows our list."""
    Region.frame = f"{site}/zoeken/insluiten/?regio=PV22"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Region)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_another_site_shows_the_list_and_gets_no_cookie(
    region: str, site: str, visitor: Page, settings: Any
) -> None:
    settings.EMBED_ANCESTORS = frame_ancestors([region])
    settings.BASE_URL = site
    visitor.goto(region)

    links = visitor.frame_locator("iframe").get_by_role("link", name="Nachtzorg leren regelen")
    with visitor.context.expect_page() as opened:
        links.click()

    assert opened.value.url.startswith(f"{site}/drenthe/")
    assert visitor.url.rstrip("/") == region
    assert visitor.context.cookies() == []


def test_a_site_that_is_not_named_shows_nothing(
    region: str, site: str, visitor: Page, settings: Any
) -> None:
    settings.EMBED_ANCESTORS = frame_ancestors(["https://regio.example.org"])
    refused: list[str] = []
    visitor.on("console", lambda message: refused.append(message.text))
    visitor.goto(region)
    visitor.wait_for_timeout(500)

    assert any("frame-ancestors" in text for text in refused)
    assert visitor.frame_locator("iframe").get_by_role("link").count() == 0


def test_no_other_page_can_be_framed(region: str, site: str, visitor: Page) -> None:
    Region.frame = f"{site}/zoeken/"
    visitor.goto(region)
    visitor.wait_for_timeout(500)

    assert visitor.frame_locator("iframe").get_by_role("link").count() == 0
