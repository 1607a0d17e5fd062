"""Where a soak works: a database and indices of its own, gone afterwards."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from elasticsearch import Elasticsearch
from psycopg import sql

Environment = Mapping[str, str]


def small(folder: Path) -> Environment:
    """The environment of the small set-up, in a folder: SQLite and the embedded engine."""
    return _environment(
        folder, DATABASE_URL=f"sqlite:///{folder / 'db.sqlite3'}", SEARCH_URL="embedded:"
    )


@contextmanager
def large(folder: Path, postgres: str, hosts: Sequence[str]) -> Iterator[Environment]:
    """The environment of the large one: a database and indices of our own on these servers.

    `hosts` are addresses as "http://127.0.0.1:9200".
    """
    name = f"soak_{uuid.uuid4().hex[:12]}"
    names = ",".join(urlsplit(host).netloc for host in hosts)
    base = postgres.rpartition("/")[0]
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield _environment(
            folder,
            DATABASE_URL=f"{base}/{name}",
            SEARCH_URL=f"elasticsearch://{names}/{name}",
        )
    finally:
        with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        with Elasticsearch(list(hosts), request_timeout=30) as client:
            indices = list(client.indices.get_alias(index=f"{name}-*").body)
            if indices:
                client.indices.delete(index=indices)


def _environment(folder: Path, **more: str) -> Environment:
    folder.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kennisplatform.settings",
        "DATA_DIR": str(folder),
        "SECRET_KEY": "soak" * 15,
        "BACKGROUND": "worker",
        "EMAIL_URL": "dummymail://",
        "LOG_LEVEL": "ERROR",
        **more,
    }
