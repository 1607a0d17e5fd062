"""`manage.py rebuild_index`: build the search index anew while the old one answers."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search.documents import all_ids
from search.engines.base import (
    EngineBusyError,
    EngineUnavailableError,
    NoPreviousIndexError,
)
from search.rebuild import RebuildFailedError, rebuild, roll_back


class Command(BaseCommand):
    help = "Bouwt de zoekindex opnieuw op; de oude antwoordt tot de nieuwe klaar is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rollback",
            action="store_true",
            help="Zet de vorige index terug in dienst, met wat er sindsdien veranderde.",
        )

    def handle(self, *args: Any, rollback: bool, **options: Any) -> None:
        try:
            if rollback:
                self._roll_back()
            else:
                self._rebuild()
        except NoPreviousIndexError:
            raise CommandError("Er is geen vorige index om terug te zetten.") from None
        except (EngineBusyError, EngineUnavailableError, RebuildFailedError) as error:
            raise CommandError(f"De index in dienst is niet vervangen: {error}") from error

    def _roll_back(self) -> None:
        missed = roll_back()
        self.stdout.write(
            f"De vorige index is weer in dienst; {missed} vermeldingen zijn bijgewerkt."
        )

    def _rebuild(self) -> None:
        started = time.monotonic()
        with tqdm(
            total=len(all_ids()), unit=" vermeldingen", disable=not sys.stderr.isatty()
        ) as bar:
            report = rebuild(bar.update)
        seconds = time.monotonic() - started
        self.stdout.write(
            f"Index opgebouwd: {report.documents} van {report.entries} vermeldingen zijn "
            f"openbaar en staan erin ({seconds:.1f} s)."
        )
