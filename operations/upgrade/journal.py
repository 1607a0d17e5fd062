"""How far an upgrade came, on the disk: also after a crash it is known what to take back."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = "journal.json"


@dataclass
class Journal:
    """`begun` are the steps that may have changed something, in order."""

    folder: Path
    place: str = ""  # of the code before, for git
    backup: str = ""
    begun: list[str] = field(default_factory=list)

    @classmethod
    def unfinished(cls, folder: Path) -> Journal | None:
        """The journal of an upgrade that was cut off."""
        try:
            values = json.loads((folder / FILE).read_text())
        except FileNotFoundError:
            return None
        return cls(folder=folder, **values)

    def begin(self, step: str) -> None:
        """Say so before the step changes anything."""
        self.begun.append(step)
        self.save()

    def save(self) -> None:
        """Write it whole or not at all, and to the disk."""
        values = asdict(self)
        del values["folder"]
        partial = self.folder / f"{FILE}.partial"
        with partial.open("w") as file:
            json.dump(values, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, self.folder / FILE)

    def close(self) -> None:
        """The upgrade stands, or has been taken back."""
        (self.folder / FILE).unlink(missing_ok=True)
