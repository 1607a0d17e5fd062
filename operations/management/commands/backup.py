"""`manage.py backup`: database, media and settings in one file, while the site is in use."""

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from operations.backup.making import make, media_files, remove_older
from operations.backup.manifest import BackupError


class Command(BaseCommand):
    help = (
        "Maakt een back-up van database, afbeeldingen, documenten en instellingen, in één bestand. "
        "De site blijft gewoon in gebruik."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=Path(settings.BACKUP_DIR),
            help="de map waar het bestand komt (standaard de instelling BACKUP_DIR)",
        )
        parser.add_argument(
            "--keep",
            type=int,
            default=0,
            metavar="N",
            help="houd de nieuwste N back-ups in die map en verwijder de oudere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        keep: int = options["keep"]
        if keep < 0:
            raise CommandError("--keep is een aantal: 1 of meer.")
        started = time.monotonic()
        try:
            with tqdm(
                total=sum(1 for _path in media_files()),
                unit=" bestanden",
                disable=not sys.stderr.isatty(),
            ) as bar:
                made = make(folder, bar.update)
            gone = remove_older(folder, keep)
        except (BackupError, DatabaseError, OSError) as error:
            raise CommandError(f"Er is geen back-up gemaakt: {error}") from error
        self.stdout.write(
            f"Back-up gemaakt: {made.rows} rijen in {made.tables} tabellen en {made.files} "
            f"bestanden, {made.size / 1e6:.1f} MB ({time.monotonic() - started:.1f} s)."
        )
        if made.vanished:
            self.stdout.write(f"{made.vanished} bestanden werden ondertussen verwijderd.")
        if gone:
            self.stdout.write(f"{len(gone)} oudere back-ups verwijderd.")
        self.stdout.write(str(made.path))
