"""`manage.py reconcile`: compare the index with the database and mend what differs."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from search import queue
from search.documents import all_ids
from search.engines.base import EngineUnavailableError
from search.rebuild import reconcile


class Command(BaseCommand):
    help = "Vergelijkt de zoekindex met de database en herstelt de verschillen."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with tqdm(
                total=len(all_ids()), unit=" vermeldingen", disable=not sys.stderr.isatty()
            ) as bar:
                report = reconcile(bar.update)
        except EngineUnavailableError as error:
            raise CommandError(f"De index antwoordt niet: {error}") from error
        self.stdout.write(
            f"{report.compared} vergeleken: {report.missing} ontbraken, {report.stale} waren "
            f"verouderd, {report.surplus} hoorden er niet in; {report.mended} hersteld."
        )
        left = queue.pending().count()
        if left:
            raise CommandError(f"{left} vermeldingen wachten nog op de index.")
