"""`make upgrade [TO=v1.2.3]`: the way in."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from operations import web
from operations.upgrade import code, packages
from operations.upgrade.journal import Journal
from operations.upgrade.running import Speaker, StepError, last_line, run
from operations.upgrade.steps import go_back, upgrade
from operations.version import CODE

FOLDER = "upgrade"  # in DATA_DIR: journal, log and the back-ups of upgrades
CLOSED, WORKING = "maintenance", "working"  # the files of kennisplatform.maintenance
MAY_WORK_ON = 120.0  # seconds that work in the background gets to finish
UNDER_WAY = CODE / ".upgrade"  # holds DATA_DIR while an upgrade is under way
SETTLE = 2.0  # seconds that requests under way get, once the site is closed
FAILED, STUCK = 1, 2  # exit codes: all is as it was; somebody must look


def main() -> int:
    """Upgrade, or go back; returns the exit code."""
    os.umask(0o077)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a connection that breaks does not stop it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    try:
        data = _data_folder()
    except StepError as error:
        sys.stderr.write(f"De upgrade kan niet beginnen: {error}\n")
        return FAILED
    (data / FOLDER).mkdir(mode=0o700, exist_ok=True)
    with (data / FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("Er is al een upgrade bezig.\n")
            return FAILED
        speaker = Speaker(data / FOLDER / f"log-{time.strftime('%Y%m%d-%H%M%S')}.txt")
        try:
            return _locked(speaker, data, wanted)
        except StepError as error:
            speaker.say(f"De upgrade is niet begonnen: {error}")
            return FAILED


def _locked(speaker: Speaker, data: Path, wanted: str) -> int:
    started = time.monotonic()
    journal = Journal.unfinished(data / FOLDER)
    if journal is not None:
        speaker.say("Een eerdere upgrade is afgebroken; eerst gaat alles terug.")
        with _closed(data, speaker):
            if not _back(speaker, journal):
                return STUCK
    packages.check()
    version = code.target(speaker, wanted)
    journal = Journal(data / FOLDER, code.place(speaker) if code.is_clone() else "")
    with _closed(data, speaker):
        try:
            UNDER_WAY.write_text(str(data))
            journal.save()
            upgrade(speaker, journal, version)
        except (StepError, KeyboardInterrupt) as error:
            speaker.say(f"Mislukt bij {error or 'een stap: afgebroken'}")
            return FAILED if _back(speaker, journal) else STUCK
        journal.close()
        packages.forget_copy()
    speaker.say(f"De upgrade is klaar ({time.monotonic() - started:.0f} s).")
    return 0


def _back(speaker: Speaker, journal: Journal) -> bool:
    """Go back and say how that went; nothing may cut it off."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    started = time.monotonic()
    try:
        go_back(speaker, journal)
    except (StepError, OSError) as error:
        speaker.say(
            f"Teruggaan lukte niet: {error}\nDe site blijft dicht. De back-up staat in "
            f"{journal.backup}; los op wat hierboven staat en draai make upgrade nog eens, "
            "dan gaat het teruggaan verder."
        )
        return False
    journal.close()
    packages.forget_copy()
    speaker.say(f"Alles is zoals het was ({time.monotonic() - started:.0f} s).")
    return True


@contextmanager
def _closed(data: Path, speaker: Speaker) -> Iterator[None]:
    """Close the site; open it again with fresh processes, unless it must stay closed."""
    marker = data / CLOSED
    marker.write_text("upgrade")
    marker.chmod(0o600)
    try:
        time.sleep(SETTLE)
        _wait_for_work(data)
        yield
    finally:
        if Journal.unfinished(data / FOLDER) is None:
            if web.reload(data):
                speaker.say("De webserver draait nu met wat er staat.")
            else:
                speaker.say("Draait de site? Herstart hem: systemctl restart kennisplatform")
            UNDER_WAY.unlink(missing_ok=True)
            marker.unlink(missing_ok=True)


def _wait_for_work(data: Path) -> None:
    """Wait until the work in the background is done. Raises StepError."""
    deadline = time.monotonic() + MAY_WORK_ON
    with (data / WORKING).open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StepError("het werk op de achtergrond kwam niet klaar") from None
            time.sleep(0.2)


def _data_folder() -> Path:
    """DATA_DIR, as the settings say it; in another process, since code will change.

    Of an upgrade that was cut off it is known: its settings may not be readable with the packages
    that are here now.
    """
    if UNDER_WAY.exists() and Journal.unfinished(Path(UNDER_WAY.read_text()) / FOLDER):
        return Path(UNDER_WAY.read_text())
    ask = "from kennisplatform import settings; print(settings.DATA_DIR)"
    data = Path(last_line(run(_Silent(), sys.executable, "-c", ask)))
    if not data.is_dir():
        raise StepError(f"er is hier nog niets geïnstalleerd ({data}); begin met make install")
    if data.stat().st_uid != os.geteuid():
        raise StepError(f"{data} is van gebruiker {data.owner()}; draai make upgrade als die")
    return data


class _Silent(Speaker):
    """For before there is a log."""

    def __init__(self) -> None:
        pass

    def note(self, text: str) -> None:
        pass


if __name__ == "__main__":
    sys.exit(main())
