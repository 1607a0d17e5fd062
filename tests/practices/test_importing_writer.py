"""Writing entries from plain data: made, changed, moved, published, drafted, or refused."""

from __future__ import annotations

from typing import Any

import pytest

from practices.importing.writer import Totals, write_records
from practices.models import HomePage, Training

pytestmark = pytest.mark.django_db


def training(**more: Any) -> dict[str, Any]:
    return {
        "type": "scholing",
        "external_id": "s-1",
        "title": "Samen beslissen",
        "summary": "Leer samen beslissen.",
        **more,
    }


def test_minimal(site: HomePage) -> None:
    assert write_records([training()]) == Totals(created=1)
    page = Training.objects.get()
    assert page.live
    assert page.get_parent().slug == "landelijk"
    assert page.slug == "samen-beslissen"
    assert page.live_revision_id == page.latest_revision_id
    assert page.get_latest_revision_as_object().title == "Samen beslissen"
    assert write_records([training()]) == Totals(unchanged=1)
    assert page.revisions.count() == 1
