"""Which version of the platform this is."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

CODE = Path(__file__).resolve().parent.parent


def version() -> str:
    """The version in pyproject.toml, with the commit when the code is a git clone."""
    number = str(tomllib.loads((CODE / "pyproject.toml").read_text())["project"]["version"])
    commit = _commit()
    return f"{number} ({commit})" if commit else number


def _commit() -> str:
    if not (CODE / ".git").exists():
        return ""
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607  # git is where the machine has it
            cwd=CODE,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        return ""
    return asked.stdout.strip()
