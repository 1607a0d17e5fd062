"""The settings file (`.env`): read apart from the environment, written once and never over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

import environ

HEADER = (
    "# De instellingen van het platform. Wat ze betekenen staat in docs/operations.md.\n"
    "# Hier staan geheimen in: houd dit bestand voor uzelf (mode 0600).\n"
)


def read_settings(path: Path | None) -> dict[str, str]:
    """The values in a settings file; without one, those of the environment."""
    if path is None:
        return dict(os.environ)

    class Apart(environ.Env):
        ENVIRON: dict[str, str] = {}  # where read_env puts what it reads; not the real one

    Apart.read_env(path)
    return Apart.ENVIRON


def write_settings(path: Path, values: Mapping[str, str]) -> bool:
    """Write a new settings file that only its owner may read; tells whether it was written.

    A file that is there is never overwritten, not even half.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(HEADER)
            for key, value in values.items():
                file.write(f"{key}={_quoted(value)}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)
            return True
        return False
    finally:
        partial.unlink()


def _quoted(value: str) -> str:
    """As django-environ reads it back: between single quotes nothing has a meaning."""
    if any(character in value for character in "\r\n"):
        raise ValueError("a setting is one line")
    return f"'{value}'"
