"""What a restore replaces, kept apart so that it can be put back, also after a crash."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from operations.backup.database import Database
from operations.backup.making import settings_files

FOLDER = "before-restore"
_UNFINISHED = "unfinished.json"


@dataclass
class Aside:
    """The state of before a restore, in DATA_DIR; there is one, of the last restore."""

    database: Database

    @property
    def folder(self) -> Path:
        return Path(settings.DATA_DIR) / FOLDER

    def parts(self) -> dict[str, Path]:
        """The files and folders that a restore replaces, by their name when aside."""
        replaced = {"media": Path(settings.MEDIA_ROOT)}
        for name, path in settings_files().items():
            replaced[name.partition("/")[2]] = path
        return replaced

    def begin(self, settings_too: bool) -> None:
        """Set everything aside. The settings file only when it will be replaced."""
        self.database.forget_aside()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        parts = self.parts()
        if not settings_too:
            del parts["env"]
        there = {name: path.exists() for name, path in parts.items()}
        self._write_marker({**there, "database": not self.database.is_empty()})
        if not self.database.is_empty():
            self.database.set_aside(self.folder)
        for name, path in parts.items():
            if path.exists():
                shutil.move(path, self.folder / name)

    def unfinished(self) -> bool:
        """Whether a restore was cut off between the first move and the last."""
        return (self.folder / _UNFINISHED).exists()

    def put_back(self) -> None:
        """Everything as it was at `begin`. May itself be cut off and done again."""
        there: dict[str, bool] = json.loads((self.folder / _UNFINISHED).read_text())
        if there.pop("database"):
            self.database.put_back(self.folder)
        else:
            self.database.clear()
        parts = self.parts()
        for name, was_there in there.items():
            kept = self.folder / name
            if was_there and not kept.exists():
                continue  # never moved, or put back already
            _remove(parts[name])
            if was_there:
                shutil.move(kept, parts[name])
        shutil.rmtree(self.folder)

    def finish(self) -> Path | None:
        """The restore stands. Returns where the old state is kept; None when there was none."""
        (self.folder / _UNFINISHED).unlink()
        return self.folder

    def _write_marker(self, there: dict[str, bool]) -> None:
        with (self.folder / _UNFINISHED).open("w") as file:
            json.dump(there, file)
            file.flush()
            os.fsync(file.fileno())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
