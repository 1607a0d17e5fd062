"""Making a back-up: database, media and settings in one file."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from operations import moments
from operations.backup import archive
from operations.backup.database import current_database
from operations.backup.manifest import Manifest
from operations.version import version

_NAME = re.compile(r"kennisplatform-\d{8}-\d{6}\.tar\.gz")
_UNFINISHED = ".kennisplatform-*"  # files that were being written, and the folders of a dump
_DEAD_AFTER = 24 * 60 * 60  # seconds; no back-up takes a day

Progress = Callable[[int], object]


@dataclass(frozen=True)
class Made:
    """What went into a back-up; `vanished` files were deleted while it was made."""

    path: Path
    size: int  # bytes
    tables: int
    rows: int
    files: int
    vanished: int


def media_files() -> Iterator[Path]:
    """Every picture and document, also what was derived from them."""
    folder = Path(settings.MEDIA_ROOT)
    yield from sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()
    )


def settings_files() -> dict[str, Path]:
    """The files that hold settings and the secret key, by their name in a back-up."""
    return {
        "settings/env": Path(settings.ENV_FILE),
        "settings/secret_key": Path(settings.DATA_DIR) / "secret_key",
    }


def make(folder: Path, progress: Progress = lambda _files: None) -> Made:
    """Make a back-up in `folder` while the site is in use; nothing half is ever left with its name.

    Raises BackupError, and OSError when the disk does not play along.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _remove_dead(folder)
    made_at = timezone.localtime()
    path = folder / f"kennisplatform-{made_at:%Y%m%d-%H%M%S}.tar.gz"
    database = current_database()
    vanished = 0
    with tempfile.TemporaryDirectory(dir=folder, prefix=".kennisplatform-") as scratch:
        dump = Path(scratch) / database.name
        # Before the files: what the database knows at this moment, is on the disk already.
        rows = database.dump(dump)
        with archive.writing(path) as writer:
            writer.add(f"database/{database.name}", dump)
            dump.unlink()
            for name, source in settings_files().items():
                if source.exists():
                    writer.add(name, source)
            for source in media_files():
                try:
                    writer.add(f"media/{source.relative_to(settings.MEDIA_ROOT)}", source)
                except FileNotFoundError:
                    vanished += 1
                progress(1)
            manifest = Manifest(
                made_at=made_at.isoformat(),
                version=version(),
                vendor=connection.vendor,
                rows=rows,
                files=writer.files,
            )
            writer.finish(manifest)
    moments.note(moments.Moment.BACKUP)
    media = sum(name.startswith("media/") for name in manifest.files)
    return Made(path, path.stat().st_size, len(rows), sum(rows.values()), media, vanished)


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Remove all but the `keep` newest back-ups in a folder; returns which went."""
    ours = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name))
    gone = ours[:-keep] if keep else []
    for path in gone:
        path.unlink()
    return gone


def _remove_dead(folder: Path) -> None:
    """Take away what a killed back-up left half done."""
    for path in folder.glob(_UNFINISHED):
        if path.stat().st_mtime > time.time() - _DEAD_AFTER:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
