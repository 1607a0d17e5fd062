"""The table of Dutch cases, asked of each engine: all texts in one index, every query on it."""

from __future__ import annotations

import pytest

from search.analysis import parse_query
from search.engines.base import EngineQuery, SearchEngine
from tests.contract.test_contract import NOW, document, fill
from tests.search.dutch_cases import MATCH, NO_MATCH, Row


def found(engine: SearchEngine, rows: tuple[Row, ...]) -> list[bool]:
    """For each row whether its query finds its text among the texts of all rows."""
    fill(engine, [document(number, summary=text) for number, (_, _, text) in enumerate(rows, 1)])
    return [
        number in engine.search(EngineQuery(groups=parse_query(query), limit=1000, now=NOW)).ids
        for number, (_phenomenon, query, _text) in enumerate(rows, 1)
    ]


def test_every_case_that_must_be_found_is_found(
    engine: SearchEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    results = found(engine, MATCH)

    with capsys.disabled():
        print(f"\nNederlands: {sum(results)} van {len(MATCH)} gevonden")
    assert len(MATCH) >= 120
    assert [row for row, hit in zip(MATCH, results, strict=True) if not hit] == []


def test_no_case_that_must_not_be_found_is_found(
    engine: SearchEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    results = found(engine, NO_MATCH)

    right = len(NO_MATCH) - sum(results)
    with capsys.disabled():
        print(f"\nNederlands: {right} van {len(NO_MATCH)} terecht niet gevonden")
    assert len(NO_MATCH) >= 60
    assert [row for row, hit in zip(NO_MATCH, results, strict=True) if hit] == []
