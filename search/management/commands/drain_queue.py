"""`manage.py drain_queue`: index what waits."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import queue
from search.engines.base import EngineUnavailableError


class Command(BaseCommand):
    help = "Neemt in de zoekindex op wat nog in de wachtrij staat."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            drained = queue.drain()
        except EngineUnavailableError as error:
            raise CommandError(f"De index antwoordt niet: {error}") from error
        self.stdout.write(f"{drained} vermeldingen verwerkt, {queue.pending().count()} wachten.")
