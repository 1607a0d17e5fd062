"""The rows of a file -> entries that can be written, or every problem with its row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from practices.importing.lookup import KnownEntry, Lookup
from practices.importing.readers import Problem, Source, SourceRow
from practices.importing.records import Issue, Prepared, RecordReader, read_identity
from practices.importing.shape import REQUIRED, all_lists
from practices.importing.sheets import ENTRIES, KEY, PARENT, REPORT_ITEMS, REPORTS
from practices.importing.values import read_text
from practices.importing.wording import ValueProblem, nearest, shorten, suggestion
from practices.importing.writer import check_record

Progress = Callable[[Iterable["_Draft"]], Iterable["_Draft"]]


@dataclass
class _Draft:
    """A record in the making, and the row that each part of it came from."""

    row: SourceRow
    record: dict[str, Any]
    rows: dict[tuple[str | int, ...], SourceRow] = field(default_factory=dict)

    def problem(self, issue: Issue) -> Problem:
        """The problem at the row and column that an issue of the record is about."""
        path = issue.path
        for length in range(len(path), 0, -1):
            if row := self.rows.get(path[:length]):
                return row.problem(str(path[length]) if len(path) > length else "", issue.message)
        return self.row.problem(str(path[0]) if path else "", issue.message)


def check_source(
    source: Source, lookup: Lookup, network: str, progress: Progress = iter
) -> tuple[list[Prepared], list[Problem]]:
    """Check all rows of a file; return what can be written and all problems. Writes nothing."""
    problems = list(source.problems)
    drafts = _drafts(source, problems)
    # The lists of an identifier that stands twice hang on its first row; nothing is written.
    by_key = {str(draft.record.get(KEY)): draft for draft in reversed(drafts)}
    _hang_lists(source, by_key, problems)
    for draft in drafts:
        type_slug, external_id, _issues = read_identity(draft.record)
        if external_id:
            lookup.entries.setdefault(external_id, KnownEntry(type_slug))
    reader = RecordReader(lookup, network)
    prepared: list[Prepared] = []
    for draft in progress(drafts):
        one, issues = check_record(draft.record, reader)
        problems.extend(draft.problem(issue) for issue in issues)
        if one is not None and not issues:
            prepared.append(one)
    if not drafts and not problems:
        problems.append(Problem("", 0, "", _("Er staan geen vermeldingen in het bestand.")))
    order = {name: place for place, name in enumerate(source.rows)}
    problems.sort(key=lambda one: (order.get(one.sheet, -1), one.row))
    return prepared, problems


def _drafts(source: Source, problems: list[Problem]) -> list[_Draft]:
    rows = source.rows.get(ENTRIES, [])
    if rows:
        missing = [name for name in REQUIRED if name not in rows[0].headers]
        problems.extend(
            Problem(rows[0].sheet, 0, name, _("Deze kolom is nodig en ontbreekt."))
            for name in missing
        )
        if missing:
            return []  # the same sentence for every row helps nobody
    drafts: list[_Draft] = []
    first: dict[str, int] = {}
    for row in rows:
        record = dict(row.cells)
        key = _key(row, problems)
        record[KEY] = key
        if key and key in first:
            message = _("Dit kenmerk staat ook in rij %(row)d.") % {"row": first[key]}
            problems.append(row.problem(KEY, message))
        first.setdefault(key, row.number)
        drafts.append(_Draft(row, record))
    return drafts


def _key(row: SourceRow, problems: list[Problem]) -> str:
    try:
        return read_text(row.cells.get(KEY) or "")
    except ValueProblem:
        return str(row.cells.get(KEY))  # the check of the record says what is wrong with it


def _hang_lists(source: Source, drafts: dict[str, _Draft], problems: list[Problem]) -> None:
    for name in all_lists():
        for row in source.rows.get(name, ()):
            if (draft := _entry_of(row, drafts, problems)) is None:
                continue
            if name == REPORTS and row.cells.get(PARENT):
                _hang_item(draft, row, problems)
            else:
                _hang(draft.record, name, (name,), row, draft)
    for row in source.rows.get(REPORT_ITEMS, ()):
        if (draft := _entry_of(row, drafts, problems)) is not None:
            _hang_item(draft, row, problems)


def _entry_of(row: SourceRow, drafts: dict[str, _Draft], problems: list[Problem]) -> _Draft | None:
    key = _key(row, problems)
    if not key:
        problems.append(
            row.problem(KEY, _("Dit is verplicht: bij welke vermelding hoort deze rij?"))
        )
        return None
    if key not in drafts:
        message = _("Het blad met vermeldingen heeft geen “%(key)s”.") % {"key": shorten(key)}
        problems.append(row.problem(KEY, message + suggestion(nearest(key, drafts))))
        return None
    return drafts[key]


def _hang_item(draft: _Draft, row: SourceRow, problems: list[Problem]) -> None:
    title = str(row.cells.get(PARENT) or "").strip()
    reports = draft.record.get(REPORTS, [])
    for number, report in enumerate(reports):
        if str(report.get("title") or "").strip().casefold() == title.casefold():
            _hang(report, "items", (REPORTS, number, "items"), row, draft)
            return
    titles = [str(report.get("title")) for report in reports]
    message = (
        _("Deze vermelding heeft geen verslag “%(title)s”.") % {"title": shorten(title)}
        if title
        else _("Dit is verplicht: de titel van het verslag waar dit onderdeel bij hoort.")
    )
    problems.append(row.problem(PARENT, message + suggestion(nearest(title, titles))))


def _hang(
    owner: dict[str, Any], name: str, path: tuple[str | int, ...], row: SourceRow, draft: _Draft
) -> None:
    """Add a row to a list; a row of which every cell says "empty" makes the list empty."""
    rows = owner.setdefault(name, [])
    values = {k: v for k, v in row.cells.items() if k not in (KEY, PARENT)}
    if values and all(value is None for value in values.values()):
        return
    draft.rows[(*path, len(rows))] = row
    rows.append(values)
