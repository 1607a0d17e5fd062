"""Mails as a mail program draws them: small and large, light and dark, and nothing loaded."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Request

from subscriptions import outbox
from subscriptions.mails.composing import Composer
from subscriptions.matching import match
from subscriptions.models import Delivery, DeliveryKind, Frequency
from tests import build
from tests.subscriptions.following import follow, look

LONG = "Wijkverpleegkundigensamenwerkingsverband"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def mails(transactional_db: None) -> list[str]:
    """The HTML of a mail with news of every kind of entry, and of one that was asked for."""
    build.network("drenthe", title="Drenthe")
    build.drenthe()
    look()
    mine = follow("q=nachtzorg&regio=PV22")
    for kind in ("scholing", "praktijk", "experiment"):
        build.entry(kind, title=f"Nachtzorg {LONG}", regions=["GM0114"], summary="Nachtzorg. " * 40)
    look()
    match(Frequency.AT_ONCE)
    outbox.put(DeliveryKind.MANAGE, mine.follower)
    composer = Composer()
    made = [composer.compose(delivery) for delivery in Delivery.objects.order_by("kind")]
    return [str(mail.message.alternatives[0][0]) for mail in made if mail]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 900])
def test_a_mail_reads_well(
    browser: Browser, mails: list[str], width: int, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    found: dict[str, Any] = {}
    for html in mails:
        page.set_content(html)
        assert not page.evaluate(TOO_WIDE)
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"][:3]]
            found[violation["id"]] = nodes
    page.close()

    assert len(mails) == 2
    assert found == {}
    assert asked == []
