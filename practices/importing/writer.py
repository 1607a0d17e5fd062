"""The one way to write entries from plain data: all are checked before any is written.

A second run updates what changed and never doubles; what did not change gets no new revision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.log_actions import LogContext

from practices.importing.building import check_entry, check_relations
from practices.importing.indexes import quiet_indexes
from practices.importing.lookup import KnownEntry, Lookup
from practices.importing.pages import PageWriter, current_page
from practices.importing.records import (
    Issue,
    Prepared,
    Record,
    RecordError,
    RecordReader,
    read_identity,
)

Progress = Callable[[Iterable[Prepared]], Iterable[Prepared]]


@dataclass(frozen=True)
class Totals:
    """How many entries were made, changed and left as they were."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def write_records(
    records: Sequence[Record],
    *,
    network: str = "landelijk",
    publish: bool = True,
    create_organisations: bool = False,
    user: Any = None,
    progress: Progress = iter,
) -> Totals:
    """Check all records, then write them in one transaction.

    `network` is for records that name none; `publish` puts the entries on the site, otherwise
    they are left as drafts; `user` stands in the history. Raises RecordError, with everything
    that is wrong, before anything is written.
    """
    lookup = Lookup.load(create_organisations=create_organisations)
    prepared, issues = check_records(records, lookup, network=network)
    if issues:
        raise RecordError(issues)
    return write_prepared(prepared, lookup, publish=publish, user=user, progress=progress)


def check_records(
    records: Iterable[Record], lookup: Lookup, *, network: str = "landelijk"
) -> tuple[list[Prepared], dict[str, list[Issue]]]:
    """Read and check records; return them with the issues by external_id. Writes nothing."""
    records = list(records)
    for record in records:
        # Relations may point at any record of the same run.
        type_slug, external_id, _issues = read_identity(record)
        if external_id:
            lookup.entries.setdefault(external_id, KnownEntry(type_slug))
    reader = RecordReader(lookup, network)
    prepared: list[Prepared] = []
    issues: dict[str, list[Issue]] = {}
    for record in records:
        one, found = check_record(record, reader)
        if one is not None:
            prepared.append(one)
        if found:
            issues.setdefault(str(record.get("external_id")), []).extend(found)
    for external_id, count in Counter(one.external_id for one in prepared).items():
        if count > 1:
            message = f"Dit kenmerk staat er {count} keer in."
            issues.setdefault(external_id, []).append(Issue(("external_id",), message))
    return prepared, issues


def check_record(record: Record, reader: RecordReader) -> tuple[Prepared | None, list[Issue]]:
    """Read one record and hold it against the models' rules. Writes nothing."""
    prepared, issues = reader.read(record)
    if prepared is None:
        return None, issues
    told = {issue.path for issue in issues}
    known = reader.lookup.entries.get(prepared.external_id)
    is_same_type = known is not None and known.type_slug == prepared.type_slug
    current = current_page(prepared, known.pk) if known and known.pk and is_same_type else None
    for issue in (*check_entry(prepared, current), *check_relations(prepared)):
        # A value that could not be read is absent here; its own message says more.
        if issue.path not in told:
            issues.append(issue)
    return prepared, issues


def write_prepared(
    prepared: Sequence[Prepared],
    lookup: Lookup,
    *,
    publish: bool,
    user: Any = None,
    progress: Progress = iter,
) -> Totals:
    """Write entries that were read and found good, all or none."""
    # Those that exist first: `PageWriter` says why.
    prepared = sorted(prepared, key=lambda one: lookup.entries[one.external_id].pk is None)
    with transaction.atomic(), quiet_indexes(), LogContext(user=user):
        lookup.save_new(tag for one in prepared for tag in one.tags or ())
        pages = PageWriter(lookup, publish=publish, user=user)
        for one in progress(prepared):
            pages.write(one)
        pages.finish()
    outcomes = pages.outcomes
    return Totals(outcomes["created"], outcomes["updated"], outcomes["unchanged"])
