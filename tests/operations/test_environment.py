"""No part of a password is shown, whatever is wrong with a setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.operations.places import Place


@pytest.mark.parametrize(
    "setting",
    [
        "DATABASE_URL=postgres://kp:se/cret99@db/kp",
        "DATABASE_URL=postgres://kp:12se#cret99@db:x/kp",
        "EMAIL_URL=smtp+tls://kp:12se/cret99@mail:587",
        "EMAIL_URL=smtp+secret99://kp@mail:587",
        "CACHE_URL=secret99://kp:secret99@cache:6379/0",
        "SEARCH_URL=elasticsearch://kp:se/cret99@search:9200/kp",
    ],
)
def test_an_address_that_cannot_be_read_is_named_and_not_shown(
    setting: str, tmp_path: Path
) -> None:
    name, _equals, value = setting.partition("=")
    place = Place(tmp_path / "data", extra={name: value})

    said = place.manage("check", ok=False)

    assert name in said
    assert not any(part in said for part in ("se/cret", "cret99", "12se", "'se'"))


def test_a_line_that_is_no_setting_is_named_by_its_number(tmp_path: Path) -> None:
    place = Place(tmp_path / "data")
    place.env_file.write_text("# instellingen\n\nEMAIL_URL: smtp+tls://kp:secret99@h:587\n")

    said = place.manage("check", ok=False)

    assert f"{place.env_file}, line 3" in said
    assert "secret99" not in said
