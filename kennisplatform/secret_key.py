"""The secret key of an installation that was given none: made once, then kept."""

import contextlib
import os
import secrets
from pathlib import Path


def read_or_create(path: Path) -> str:
    """Return the key in `path`; make one of 50 random bytes, readable by its owner only.

    Two processes that start at the same moment agree: whoever creates the file wins and
    the other one reads it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)  # fails when another process was first; never overwrites
        partial.unlink()
    return path.read_text().strip()
