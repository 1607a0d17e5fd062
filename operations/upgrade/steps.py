"""The steps of an upgrade, and the way back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

from operations.upgrade import code, packages
from operations.upgrade.journal import Journal
from operations.upgrade.running import Speaker, StepError, last_line, manage

KEEP_BACKUPS = 5


def upgrade(speaker: Speaker, journal: Journal, version: str) -> None:
    """Take all steps to a version (empty: the code that is here). Raises StepError."""

    def new_code() -> str:
        if not version:
            return "blijft zoals hij is"
        journal.begin("code")
        return f"{version} ({code.go_to(speaker, version, detached=True)})"

    def new_packages() -> str:
        journal.begin("packages")
        return packages.install(speaker)

    def new_database() -> str:
        journal.begin("database")
        manage(speaker, "check")
        applied = manage(speaker, "migrate", "--no-input", "--no-color")
        return f"{len(re.findall('^ *Applying ', applied, re.MULTILINE))} migraties"

    steps: list[tuple[str, Callable[[], str]]] = [
        ("Back-up", lambda: _back_up(speaker, journal)),
        ("Kopie van de pakketten", packages.copy),
        ("Code", new_code),
        ("Pakketten", new_packages),
        ("Database", new_database),
        ("Vaste bestanden", lambda: _collect(speaker)),
        ("Zoekindex", lambda: last_line(manage(speaker, "rebuild_index"))),
        ("Nakijken", lambda: last_line(manage(speaker, "check_site"))),
    ]
    for number, (name, step) in enumerate(steps, start=1):
        started = time.monotonic()
        try:
            said = step()
        except OSError as error:
            raise StepError(f"{name}: {error}") from error
        except StepError as error:
            raise StepError(f"{name}: {error}") from None
        seconds = time.monotonic() - started
        speaker.say(f"{number}/{len(steps)} {name}: {said} ({seconds:.1f} s)")


def go_back(speaker: Speaker, journal: Journal) -> None:
    """Undo what was begun, the last first. Raises StepError; it may then be done again."""
    if "code" in journal.begun:
        commit = code.go_to(speaker, journal.place, detached=False)
        speaker.say(f"Terug: de code staat weer op {commit}.")
    if "packages" in journal.begun:
        packages.put_back()
        speaker.say("Terug: de pakketten van voorheen.")
    if "database" in journal.begun:
        speaker.say("Terug: de database en de bestanden…")
        said = manage(speaker, "restore", journal.backup, "--replace")
        speaker.say(next(line for line in said.splitlines() if line.startswith("Hersteld")))
        _collect(speaker)


def _back_up(speaker: Speaker, journal: Journal) -> str:
    said = manage(speaker, "backup", str(journal.folder), "--keep", str(KEEP_BACKUPS))
    path = Path(last_line(said))
    journal.backup = str(path)
    journal.save()
    return f"{path.name}, {path.stat().st_size / 1e6:.1f} MB"


def _collect(speaker: Speaker) -> str:
    return last_line(manage(speaker, "collectstatic", "--no-input"))
