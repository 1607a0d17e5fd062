"""Many pages straight into their tables.

`bulk_create` refuses models with parents, so the rows go in table by table, from the shared page
down to the type, with the primary keys worked out beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model
from wagtail.models import Page

BATCH = 200  # SQLite allows 32,766 values in a statement, and a page has over sixty


def next_pk(model: type[Model]) -> int:
    """The first primary key that is not in use."""
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"]
    return int(highest or 0) + 1


def insert_pages(pages: Sequence[Any]) -> None:
    """Insert pages of one type that know their `pk`, path and everything else."""
    model = type(pages[0])
    lineage = [*reversed(model._meta.get_parent_list()), model]
    # The oldest ancestor first: each table refers to the one above it.
    for table in sorted(set(lineage), key=lambda each: len(each._meta.get_parent_list())):
        if not issubclass(table, Page):
            continue
        for start in range(0, len(pages), BATCH):
            table._base_manager._insert(
                pages[start : start + BATCH],
                fields=table._meta.local_concrete_fields,
                using=connection.alias,
                raw=True,
            )


def reset_sequences(models: Sequence[type[Model]]) -> None:
    """Let the database give out keys after those that were worked out here (PostgreSQL)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
