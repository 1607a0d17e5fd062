"""The file of a back-up: written whole or not at all, and read without trusting it."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from operations.backup.manifest import BackupError, FileFacts, Manifest

MANIFEST = "manifest.json"
# What may stand in a back-up, and nothing else.
_NAMES = re.compile(r"manifest\.json|database/(sqlite|dump)|settings/(env|secret_key)|media/.+")
_CHUNK = 1024 * 1024
# No single part of the index of an archive is larger; a header that says so is made to fill memory.
_MAX_READ = 64 * 1024 * 1024
_MAX_FILES = 2_000_000


class Writer:
    """Adds files to a back-up and remembers their sums."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: dict[str, FileFacts] = {}

    def add(self, name: str, source: Path) -> None:
        """Copy a file as it is now. Raises FileNotFoundError, and OSError when it shrinks."""
        with source.open("rb") as opened:
            info = tarfile.TarInfo(name)
            stat = os.fstat(opened.fileno())
            info.size, info.mtime, info.mode = stat.st_size, int(stat.st_mtime), 0o600
            hashing = _Hashing(opened)
            self._tar.addfile(info, cast(IO[bytes], hashing))
        self.files[name] = FileFacts(info.size, hashing.sum.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest; it comes last, when every sum is known."""
        text = manifest.to_json()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, BytesIO(text))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A writer to a file that gets its name when it is whole and on the disk.

    Raises FileExistsError when there is one of that name.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(
                fileobj=file, mode="w:gz", compresslevel=1, format=tarfile.GNU_FORMAT
            ) as tar:
                yield Writer(tar)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, path)  # a rename would overwrite
    finally:
        partial.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def unpack(path: Path, into: Path, room: int) -> Manifest:
    """Unpack a back-up into an empty folder and hold every file against the manifest.

    `room` is how many bytes it may take. Only plain files with a name that a back-up has come
    out. Raises BackupError, with the folder half filled.
    """
    found: dict[str, FileFacts] = {}
    try:
        with gzip.open(path) as unzipped, _opened(cast(IO[bytes], unzipped)) as tar:
            for member in tar:
                name = _checked(member, found)
                room -= member.size
                if room < 0:
                    raise BackupError("De back-up is groter dan de ruimte die er is.")
                source = tar.extractfile(member)
                assert source is not None  # noqa: S101  # a plain file always has one
                found[name] = _copy(source, into / name, member.size)
    except (tarfile.TarError, OSError, EOFError, zlib.error, UnicodeError) as error:
        raise BackupError(f"{path} is geen hele back-up: {error}") from error
    if found.pop(MANIFEST, None) is None:
        raise BackupError(f"{path} is geen hele back-up: de inhoudsopgave ontbreekt.")
    manifest = Manifest.from_json((into / MANIFEST).read_bytes())
    for name in sorted(found.keys() ^ manifest.files.keys()):
        raise BackupError(f"De back-up en zijn inhoudsopgave verschillen: {name}")
    for name, facts in manifest.files.items():
        if facts != found[name]:
            raise BackupError(f"De back-up is beschadigd: {name} is niet wat het was.")
    return manifest


def _opened(unzipped: IO[bytes]) -> tarfile.TarFile:
    return tarfile.open(fileobj=cast(IO[bytes], _Bounded(unzipped)), mode="r:")


def _checked(member: tarfile.TarInfo, found: dict[str, FileFacts]) -> str:
    name = member.name
    if member.type != tarfile.REGTYPE or member.sparse is not None:
        raise BackupError(f"In de back-up staat iets anders dan een gewoon bestand: {name!r}")
    odd = ".." in PurePosixPath(name).parts or str(PurePosixPath(name)) != name or "\0" in name
    if odd or not _NAMES.fullmatch(name):
        raise BackupError(f"In de back-up staat een bestand dat er niet hoort: {name!r}")
    if name in found or len(found) >= _MAX_FILES:
        raise BackupError(f"In de back-up staat een bestand te veel: {name!r}")
    if name == MANIFEST and member.size > _MAX_READ:
        raise BackupError("De inhoudsopgave van de back-up is te groot.")
    return name


def _copy(source: IO[bytes], target: Path, size: int) -> FileFacts:
    target.parent.mkdir(parents=True, exist_ok=True)
    total = hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while piece := source.read(_CHUNK):
            total.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return FileFacts(size, total.hexdigest())


class _Hashing:
    """Reads a file and sums what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self.sum.update(piece)
        return piece


class _Bounded:
    """Reads a file of a stranger: never more at once than a back-up of ours needs."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _MAX_READ:
            raise BackupError("De back-up is geen back-up van dit platform.")
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
