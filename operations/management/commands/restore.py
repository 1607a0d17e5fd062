"""`manage.py restore`: put a back-up back, here."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations import web
from operations.backup.manifest import BackupError
from operations.backup.restoring import restore, restore_settings


class Command(BaseCommand):
    help = (
        "Zet een back-up terug: database, afbeeldingen, documenten en instellingen. De back-up "
        "wordt eerst helemaal nagekeken; gaat er iets mis, dan komt alles terug zoals het was. "
        "Gebruik alleen back-ups die u zelf heeft gemaakt."
    )
    # The place may be empty, and checks ask the database.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="het bestand van de back-up")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="ook als hier al een platform staat; dat wordt apart gehouden",
        )
        parser.add_argument(
            "--settings-only",
            action="store_true",
            help="zet alleen het bestand met instellingen terug, als dat er nog niet is",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        started = time.monotonic()
        try:
            if options["settings_only"]:
                for written in restore_settings(path):
                    self.stdout.write(f"Instellingen teruggezet: {written}")
                return
            done = restore(path, replace=options["replace"], say=self._say)
        except BackupError as error:
            raise CommandError(str(error)) from error
        index = "de index volgt nog"
        if done.documents is not None:
            index = f"{done.documents} vermeldingen in de index"
        self.stdout.write(
            f"Hersteld, de back-up van {done.manifest.made_at}: {done.rows} rijen in "
            f"{len(done.manifest.rows)} tabellen, {done.files} bestanden, {index} "
            f"({time.monotonic() - started:.1f} s)."
        )
        if done.documents is None:
            self.stderr.write(
                "Let op: de zoekmachine was er niet. Zodra zij er is, wordt de index vanzelf "
                "bijgewerkt; manage.py rebuild_index doet het meteen."
            )
        if done.kept:
            self.stdout.write(
                f"Wat er stond is apart gehouden tot het volgende herstel: {done.kept}"
            )
        if done.settings_beside:
            self.stdout.write(
                "Uw instellingen zijn gebleven. Die van de back-up staan ernaast: "
                f"{done.settings_beside}"
            )
        if web.reload(Path(settings.DATA_DIR)):
            self.stdout.write("De webserver is opnieuw begonnen.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
