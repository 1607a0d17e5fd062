"""Copies the catalogue of a SQLite file into the empty PostgreSQL that DATABASE_URL names.

Run as `python -m benchmarks.copying FILE` after `migrate`; prints one line of JSON. Rows as
they are, ids included, so that both databases answer the same questions; what Wagtail indexed is
left out.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kennisplatform.settings")

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from wagtail.search.models import IndexEntry  # noqa: E402


def copy_all(file: str) -> None:
    """Put every row of the file in the place of what is in the database."""
    source = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    tables = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model is not IndexEntry
    ]
    names = ", ".join(quoted(model._meta.db_table) for model in tables)
    with transaction.atomic(), connection.cursor() as cursor:
        # The rows kept every rule where they come from; a check of each would take minutes.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {names} CASCADE")
        for model in tables:
            columns = ", ".join(quoted(field.column) for field in model._meta.local_concrete_fields)
            command = f"COPY {quoted(model._meta.db_table)} ({columns}) FROM STDIN"
            with cursor.copy(command) as copy:
                for row in rows(source, model, columns):
                    copy.write_row(row)
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rows(
    source: sqlite3.Connection, model: type[models.Model], columns: str
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table; SQLite keeps yes and no as 1 and 0."""
    fields = model._meta.local_concrete_fields
    switches = {
        number for number, field in enumerate(fields) if isinstance(field, models.BooleanField)
    }
    for row in source.execute(f"SELECT {columns} FROM {quoted(model._meta.db_table)}"):
        yield tuple(
            bool(value) if number in switches and value is not None else value
            for number, value in enumerate(row)
        )


def quoted(name: str) -> str:
    """A name of a table or column."""
    return connection.ops.quote_name(name)


if __name__ == "__main__":
    started = time.monotonic()
    copy_all(sys.argv[1])
    json.dump({"copy_seconds": round(time.monotonic() - started, 1)}, sys.stdout)
