"""Other processes on the database and the index of this test: workers, web servers, commands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import connection

PROJECT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The address of the database that this test works on."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    login = f"{quote(config['USER'])}:{quote(config['PASSWORD'])}"
    return f"postgres://{login}@{config['HOST']}:{config['PORT']}/{config['NAME']}"


def search_url() -> str:
    """The address of the index that this test works on."""
    address = settings.SEARCH_ADDRESS
    if address.engine == "embedded":
        return "embedded:"
    hosts = ",".join(urlsplit(host).netloc for host in address.hosts)
    return f"{address.engine}://{hosts}/{address.prefix}"


def environment(**more: str) -> dict[str, str]:
    """What another process needs to work on the same database and index."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kennisplatform.settings",
        "DATABASE_URL": database_url(),
        "SEARCH_URL": search_url(),
        "DATA_DIR": str(Path(settings.SEARCH_INDEX_DIR).parent),
        "SECRET_KEY": settings.SECRET_KEY,
        "BACKGROUND": "worker",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


@contextmanager
def started(*command: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process beside this one (`*command` follows `python`); killed at the end."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=PROJECT,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()
        assert process.stdout
        process.stdout.close()


def eventually(true: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Wait until something is true and return it; an AssertionError when it does not happen."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)
    return found
