"""Values as people and spreadsheets write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.importing.shape import Field, all_lists, entry_shape
from practices.importing.values import read_number, read_value
from practices.importing.wording import ValueProblem

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def field(name: str, in_list: str = "") -> Field:
    shape = all_lists()[in_list] if in_list else entry_shape("scholing")
    return shape.fields[name]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2,5", "2.5"), ("2.5", "2.5"), ("1.250,00", "1250.00"), ("1.250", "1250"),
        ("1,250.00", "1250.00"), ("€ 35,-", "35"), ("1250", "1250"), ("-3", "-3"),
        ("0.125", "0.125"), ("1.234.567", "1234567"), (12, "12"), (2.5, "2.5"),
    ],
)  # fmt: skip
def test_numbers(written: Any, number: str) -> None:
    assert read_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["", "tien", "1,2,3", "1.2.3", "1e5", "NaN", float("nan"),
                                     float("inf"), True, "²", "9" * 50])  # fmt: skip
def test_no_numbers(written: Any) -> None:
    with pytest.raises(ValueProblem):
        read_number(written)


@pytest.mark.parametrize(
    "written",
    ["2015-03-04", "4-3-2015", "04-03-2015", "4/3/2015", "4 maart 2015", "4 mrt. 2015",
     "4 MAART 2015", date(2015, 3, 4), datetime(2015, 3, 4), "2015-03-04 00:00"],
)  # fmt: skip
def test_dates(written: Any) -> None:
    assert read_value(field("start_date"), written) == date(2015, 3, 4)


@pytest.mark.parametrize("written", ["maart 2015", "31-2-2015", "4-3-15", "gisteren", 42067, True,
                                     "0001-01-01", "4-3-2015 x"])  # fmt: skip
def test_no_dates(written: Any) -> None:
    with pytest.raises(ValueProblem):
        read_value(field("start_date"), written)


@pytest.mark.parametrize(
    "written",
    ["2027-02-03 09:30", "2027-02-03T09:30", "3-2-2027 9:30", "3 februari 2027 om 9.30 uur",
     datetime(2027, 2, 3, 9, 30), "2027-02-03T08:30:00+00:00"],
)  # fmt: skip
def test_moments_are_in_amsterdam(written: Any) -> None:
    moment = read_value(field("start", "sessions"), written)
    assert moment == datetime(2027, 2, 3, 9, 30, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("written", "value"),
    [("ja", True), ("Nee", False), ("TRUE", True), (0, False), ("1", True), (1.0, True)],
)
def test_booleans(written: Any, value: bool) -> None:
    assert read_value(field("is_example"), written) is value


def test_choices_by_value_and_label() -> None:
    form = field("form")
    assert read_value(form, "Op locatie") == read_value(form, "OP-LOCATIE") == "op-locatie"
    assert read_value(form, "") == ""
    assert read_value(entry_shape("praktijk").fields["evidence_level"], None) == "beschreven"
    with pytest.raises(ValueProblem, match="op-locatie"):
        read_value(form, "op lokatie")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_in_words(written: str) -> None:
    for name in (
        "title",
        "summary",
        "start_date",
        "price",
        "is_example",
        "form",
        "lessons_learned",
    ):
        with suppress(ValueProblem):
            read_value(field(name), written)


def test_control_characters_are_named() -> None:
    with pytest.raises(ValueProblem, match=r"U\+0000"):
        read_value(field("title"), "a\x00b")
    assert read_value(field("title"), "  twee\nregels ") == "twee regels"
    assert read_value(field("summary"), "<b>letterlijk</b>\r\nja") == "<b>letterlijk</b>\nja"
