"""The installed packages: a copy before, new ones, and the copy back."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from operations.upgrade.running import Speaker, StepError, run
from operations.version import CODE

VENV = Path(sys.prefix)
COPY = VENV.with_name(f"{VENV.name}.before")
_FAILED = VENV.with_name(f"{VENV.name}.failed")
_STAMP = ".base-installed"  # of the Makefile


def check() -> None:
    """Raises StepError when the packages could not be put back."""
    if sys.prefix == sys.base_prefix or VENV.is_symlink():
        raise StepError(f"{VENV} is geen eigen Python-omgeving van deze map.")


def copy() -> str:
    """Copy the environment with everything in it; returns what to say."""
    shutil.rmtree(COPY, ignore_errors=True)
    shutil.copytree(VENV, COPY, symlinks=True)
    size = sum(path.lstat().st_size for path in COPY.rglob("*"))
    return f"{size / 1e6:.0f} MB"


def install(speaker: Speaker) -> str:
    """Install what requirements/base.txt asks for, by its hashes; returns what to say."""
    said = run(
        speaker,
        sys.executable,
        *("-m", "pip", "install", "--disable-pip-version-check", "--require-hashes"),
        *("-r", str(CODE / "requirements" / "base.txt")),
    )
    (VENV / _STAMP).touch()
    done = [line for line in said.splitlines() if line.startswith("Successfully installed")]
    return f"{len(done[0].split()) - 2 if done else 0} nieuw of gewijzigd"


def put_back() -> None:
    """The copy in its place. May be cut off and done again."""
    if not COPY.exists():
        return
    shutil.rmtree(_FAILED, ignore_errors=True)
    if VENV.exists():
        VENV.rename(_FAILED)
    COPY.rename(VENV)
    if (VENV / _STAMP).exists():
        # The requirements were checked out anew and look younger than what they are.
        (VENV / _STAMP).touch()
    shutil.rmtree(_FAILED, ignore_errors=True)


def forget_copy() -> None:
    shutil.rmtree(COPY, ignore_errors=True)
