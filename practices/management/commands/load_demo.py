"""`manage.py load_demo`: the demo catalogue and an editor to try things with."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from practices.demo import editor
from practices.demo.catalogue import Loaded, is_loaded, load
from practices.demo.progress import counted
from practices.importing.records import RecordError
from practices.models import Entry, HomePage


class Command(BaseCommand):
    help = (
        "Zet de voorbeeldcatalogus op de site. Een tweede keer doet niets; --refresh schrijft "
        "de vermeldingen opnieuw en schuift hun data op naar vandaag."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--refresh",
            action="store_true",
            help="schrijf de vermeldingen van de demo opnieuw, met data vanaf vandaag",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not HomePage.objects.exists():
            raise CommandError("Er is nog geen startpagina. Draai eerst: manage.py setup_site")
        today = timezone.localdate()
        if is_loaded(today) and not options["refresh"]:
            self.stdout.write(
                f"De demo staat er al: {Entry.objects.live().count()} vermeldingen op de site. "
                "Met --refresh komen de voorbeelden opnieuw."
            )
        else:
            try:
                self._tell(load(today, self._counted))
            except RecordError as problem:
                raise CommandError(
                    f"De bestanden van de demo kloppen niet:\n{problem}"
                ) from problem
        self._editor()

    def _counted(self, items: Iterable[Any], label: str) -> Iterator[Any]:
        return counted(items, label, self.stdout)

    def _tell(self, loaded: Loaded) -> None:
        entries = loaded.entries
        self.stdout.write(
            f"Demo geladen: {entries.created} vermeldingen nieuw, {entries.updated} bijgewerkt, "
            f"{entries.unchanged} gelijk; {loaded.networks} netwerken, "
            f"{loaded.organisations} organisaties, {loaded.areas} gebieden en "
            f"{loaded.pictures} tekeningen nieuw."
        )

    def _editor(self) -> None:
        if not editor.is_own_machine():
            self.stdout.write(
                "Geen demo-redacteur gemaakt: deze site is niet alleen van deze machine."
            )
            return
        with transaction.atomic():
            made = editor.make_editor()
        where = f"{settings.BASE_URL}/beheer/"
        if made:
            self.stdout.write(
                f"Redacteur: {editor.USERNAME}, wachtwoord: {editor.PASSWORD}, op {where}"
            )
        else:
            self.stdout.write(f"Redacteur: {editor.USERNAME}, op {where}")
