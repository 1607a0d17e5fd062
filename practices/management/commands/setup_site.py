"""`manage.py setup_site`: what every site needs before anything is published on it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from practices.demo.pages import set_up_pages
from practices.demo.terms import load_taxonomy
from practices.glossary_seed import load_glossary
from practices.importing.regions import load_regions


class Command(BaseCommand):
    help = (
        "Laadt regio's en begrippenlijsten en maakt de startpagina, het landelijke netwerk en "
        "de tekstpagina's. Wat er al is, blijft zoals de redactie het heeft."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--complete",
            action="store_true",
            help="maak ook begrippen en pagina's die de redactie heeft weggehaald",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        complete: bool = options["complete"]
        self.stdout.write("Site klaarzetten…")
        with transaction.atomic():
            regions = load_regions()
            terms = load_taxonomy(complete=complete)
            explained = load_glossary(complete=complete)
            pages = set_up_pages(complete=complete)
        self.stdout.write(
            f"Nieuw: {regions} regio's, {terms} termen, {explained} uitgelegde begrippen, "
            f"{pages} pagina's."
        )
