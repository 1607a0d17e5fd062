"""The steps of an installation that need Django."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from operations import moments
from operations.install import administrator, units
from operations.install.questions import InstallError
from operations.preparing import prepare
from search.engines import current_engine

# What `check --deploy` says of a site on http; all of it follows from the address.
_OF_PLAIN_HTTP = {"security.W004", "security.W008", "security.W012", "security.W016"}

_EXPECTED = (CommandError, DatabaseError, ImproperlyConfigured, OSError)


def take_steps(password: str | None) -> None:
    """From settings to a site that can be started. Raises InstallError at the step that fails."""
    started = time.monotonic()
    with _step("Map voor de gegevens"):
        _own_the_data()
    with _step("Beheerder"):
        # Asked for before the long steps; made after them, when there is a table for it.
        wanted = None if administrator.exists() else administrator.ask(password)
    with _step("Database, vaste bestanden en beginpagina's"):
        prepare()
    if wanted is not None:
        with _step("Beheerder maken"):
            administrator.make(wanted)
            _say(f"Beheerder: {wanted.name} is gemaakt.")
    with _step("Zoekindex"):
        call_command("reconcile" if current_engine().health().available else "rebuild_index")
    with _step("Nakijken"):
        _check()
    with _step("Bestanden voor systemd"):
        written = units.write_units()
    if moments.Moment.INSTALLED not in moments.last():
        moments.note(moments.Moment.INSTALLED)
    _say(f"Klaar in {time.monotonic() - started:.0f} s.")
    _tell(written)


@contextmanager
def _step(name: str) -> Iterator[None]:
    """A step that stops with its name and the reason."""
    try:
        yield
    except InstallError:
        raise
    except _EXPECTED as error:
        raise InstallError(f"{name}: {error}") from error


def _own_the_data() -> None:
    """Whoever installs must be who runs it, or the site cannot write."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    Path(settings.BACKUP_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        raise InstallError(
            f"{folder} is van een andere gebruiker ({folder.owner()}). Draai make install als die."
        )


def _check() -> None:
    """Hold the settings against Django's list for a site that others can reach."""
    found = [each for each in run_checks(include_deployment_checks=True) if not each.is_silenced()]
    if not settings.HTTPS:
        found = [each for each in found if each.id not in _OF_PLAIN_HTTP]
    if found:
        raise InstallError("Nakijken: " + "\n".join(str(each) for each in found))


def _tell(written: list[Path]) -> None:
    """Say what to do now, and what is not right yet."""
    folder = units.folder()
    _say(f"Bestanden voor systemd: {len(written)} geschreven in {folder}")
    _say(
        "\nDe site aanzetten (als beheerder van de machine):\n"
        f"  sudo cp {folder}/kennisplatform* /etc/systemd/system/\n"
        "  sudo systemctl daemon-reload\n"
        "  sudo systemctl enable --now kennisplatform.service kennisplatform-backup.timer\n"
        f"{_about_worker()}"
        f"\nDe site   {settings.BASE_URL}/\nRedactie  {settings.BASE_URL}/beheer/"
    )
    if os.geteuid() == 0:
        _say(
            "\nLet op: u installeert als root, en dan draait de site ook als root. Maak liever een "
            "eigen gebruiker (useradd --system), geef die deze map en draai make install als die."
        )
    if not settings.HTTPS:
        _say(
            "\nLet op: het adres begint met http. Wachtwoorden gaan dan leesbaar over het netwerk; "
            "doe dit alleen op een eigen, besloten netwerk. Voor het internet: zet er een "
            "webserver met https voor (docs/operations.md heeft een voorbeeld) en maak van "
            "BASE_URL een adres met https."
        )
    if "console" in settings.MAIL_TRANSPORT:
        _say("\nLet op: er is nog geen mailserver (EMAIL_URL). Mails komen alleen in het logboek.")


def _about_worker() -> str:
    enable = "  sudo systemctl enable --now kennisplatform-worker.service\n"
    if settings.BACKGROUND == "worker":
        return (
            "Ook nodig: zonder werker gaat er geen mail uit en wordt er niets op tijd gedaan.\n"
            f"{enable}Zonder systemd: make serve, en daarnaast {sys.executable} manage.py worker\n"
        )
    return (
        "Werk op de achtergrond in een eigen proces (mag, hoeft niet):\n"
        f"{enable}Zonder systemd: make serve\n"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
