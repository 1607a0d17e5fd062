"""A real Chromium on a real server. Skips with a reason where there is none; fails in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from wagtail.models import Site

from search import queue
from tests import build
from tests.pages import rich

# Debian's Chromium, and no talk of its own with anybody.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str | None:
    """Where this machine has a Chromium; CHROMIUM names another one."""
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = chromium_path()
    if path is None:
        message = "Geen Chromium gevonden: installeer hem of noem zijn pad in CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    # Playwright keeps an event loop in this thread; the tests themselves are not asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def site(transactional_db: None, live_server: Any) -> Iterator[str]:
    """The address of a server with a small catalogue that has every kind of page."""
    build.ground()
    build.drenthe()
    build.network("drenthe", title="Drenthe", contact_email="drenthe@example.org")
    rich.experiment(rows=2, title="Zorgexperiment in de nacht", slug="experiment")
    rich.training(rows=2, title="Nachtzorg leren regelen", slug="training", regions=["PV22"])
    build.entry(
        "praktijk",
        title="Wijkverpleegkundigensamenwerkingsverband " * 3,
        slug="praktijk",
        regions=["NL"],
        sectors=["welzijn"],
        is_example=True,
    )
    for start in (0, 12):  # more themes than a facet shows at once
        themes = [f"thema {number}" for number in range(start, start + 12)]
        build.entry("praktijk", regions=["PV20"], themes=themes, sectors=["zorg"])
    queue.drain()
    yield live_server.url
    Site.clear_site_root_paths_cache()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page that fails the test when its scripts do, and when anything leaves the site."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    opened.on("request", lambda request: _only_ours(request.url, site, wrong))
    opened.on("console", lambda message: _only_quiet(message, wrong))
    yield opened
    context.close()
    assert wrong == []


def _only_ours(url: str, site: str, wrong: list[str]) -> None:
    if not url.startswith((site, "data:")):
        wrong.append(f"request to another site: {url}")


def _only_quiet(message: Any, wrong: list[str]) -> None:
    # A page that is not there is logged as an error by the browser; that is what it is.
    if message.type in ("error", "warning") and "404" not in message.text:
        wrong.append(f"console: {message.text}")
