"""Where the services live, and as whom they run."""

from __future__ import annotations

import hashlib
import os
import pwd
import socket
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
UNPRIVILEGED = "nobody"


class ServiceMissingError(Exception):
    """Something that a service needs is not on this machine; the message says what."""


@dataclass(frozen=True)
class Place:
    """A folder for the services and the account that they run as."""

    folder: Path
    uid: int
    gid: int

    def make(self, *parts: str) -> Path:
        """A folder below this place that the services may write in."""
        path = self.folder.joinpath(*parts)
        path.mkdir(parents=True, exist_ok=True)
        while path != self.folder:
            self.give(path)
            path = path.parent
        return self.folder.joinpath(*parts)

    def give(self, path: Path) -> None:
        """Let the account of the services own this file or folder."""
        os.chown(path, self.uid, self.gid)


def find_place() -> Place:
    """`SERVICES_DIR`, or `var/services` of the project; made when it is not there.

    Elasticsearch and PostgreSQL refuse to run as root, so root hands them to an account without
    rights. When that account cannot reach the project's folder, the services go to the folder
    for temporary files.
    """
    folder = Path(os.environ.get("SERVICES_DIR") or PROJECT / "var" / "services").resolve()
    if os.geteuid() != 0:
        folder.mkdir(parents=True, exist_ok=True)
        return Place(folder, os.geteuid(), os.getegid())
    account = pwd.getpwnam(UNPRIVILEGED)
    if not _reachable(folder):
        mark = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"kennisplatform-services-{mark}"
    folder.mkdir(parents=True, exist_ok=True)
    return Place(folder, account.pw_uid, account.pw_gid)


def _reachable(folder: Path) -> bool:
    """Whether anybody may pass through every folder above and including this one."""
    existing = [each for each in (folder, *folder.parents) if each.exists()]
    return all(each.stat().st_mode & stat.S_IXOTH for each in existing)


def free_port() -> int:
    """A port on loopback that nothing listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
