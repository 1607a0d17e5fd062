"""What a back-up says about itself: from what, and the sum of every file in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1


class BackupError(Exception):
    """A back-up that cannot be made or used; the text is for the person who asked."""


@dataclass(frozen=True)
class FileFacts:
    size: int  # bytes
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`rows` counts the rows of each table; `files` has every other file of the archive."""

    made_at: str  # ISO 8601
    version: str
    vendor: str  # of the database, in Django's word
    rows: Mapping[str, int]
    files: Mapping[str, FileFacts]

    def to_json(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Read what `to_json` wrote. Raises BackupError for anything else."""
        try:
            values: dict[str, Any] = json.loads(text)
            if values.pop("format") != FORMAT:
                raise BackupError(
                    "Deze back-up is door een andere versie gemaakt; die kan ik niet lezen."
                )
            values["files"] = {
                str(name): FileFacts(size=int(facts["size"]), sha256=str(facts["sha256"]))
                for name, facts in values["files"].items()
            }
            values["rows"] = {str(table): int(count) for table, count in values["rows"].items()}
            return cls(**values)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupError("De inhoudsopgave van de back-up is niet te lezen.") from error
