"""`manage.py rebuild_index`: build the search index anew while the old one answers."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search.documents import all_ids
from search.engines.base import EngineBusyError, EngineUnavailableError
from search.rebuild import rebuild


class Command(BaseCommand):
    help = "Bouwt de zoekindex opnieuw op; de oude antwoordt tot de nieuwe klaar is."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            with tqdm(
                total=len(all_ids()), unit=" vermeldingen", disable=not sys.stderr.isatty()
            ) as bar:
                report = rebuild(bar.update)
        except (EngineBusyError, EngineUnavailableError) as error:
            raise CommandError(f"De index is niet opgebouwd: {error}") from error
        seconds = time.monotonic() - started
        self.stdout.write(
            f"Index opgebouwd: {report.documents} van {report.entries} vermeldingen zijn "
            f"openbaar en staan erin ({seconds:.1f} s)."
        )
