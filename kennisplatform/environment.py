"""Reading settings without ever showing one: whatever is wrong is told by its name or line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_LINE = re.compile(r"\s*(#.*)?|\s*(export\s+)?[A-Za-z_0-9]+\s?=.*")


def read_settings_file(env: environ.Env, path: Path) -> None:
    """Take the settings in a file over, where the environment does not have them.

    Raises ImproperlyConfigured for a line that is no setting: the library would log it whole.
    """
    if path.is_file():
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if not _LINE.fullmatch(line):
                raise ImproperlyConfigured(f"{path}, line {number}: write it as NAME=value")
    env.read_env(path)


def read_url(read: Callable[..., Any], name: str, default: str) -> Any:
    """The setting `name` as `read` understands it. Raises ImproperlyConfigured.

    What a library says of an address that it cannot read may hold a part of the password.
    """
    try:
        return read(name, default=default)
    except Exception:
        raise ImproperlyConfigured(
            f"{name} is not an address that can be read; in a name or password write / @ : # ? % "
            "as %2F %40 %3A %23 %3F %25"
        ) from None
