"""`manage.py merge_terms LIST FROM INTO`: two terms of a list become one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models
from django.utils.translation import gettext as _

from practices.merging import LISTS, MergeError, merge
from practices.models import Region


class Command(BaseCommand):
    help = (
        "Voegt twee termen samen: alles wat de eerste had, krijgt de tweede. De naam van de "
        "eerste blijft als andere naam bestaan, en oude adressen en abonnementen gaan mee."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("list", metavar="LIJST", choices=sorted(LISTS), help="%(choices)s")
        parser.add_argument("loser", metavar="VAN", help="kenmerk (van een regio de code)")
        parser.add_argument("winner", metavar="NAAR", help="kenmerk van de term die blijft")

    def handle(self, *args: Any, **options: Any) -> None:
        model = LISTS[options["list"]]
        try:
            merged = merge(_find(model, options["loser"]), _find(model, options["winner"]))
        except MergeError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"“{merged.name}” is nu “{merged.into}”; verplaatste koppelingen: {merged.moved}, "
            f"dubbele: {merged.doubled}."
        )


def _find(model: type[models.Model], written: str) -> models.Model:
    """The term with this slug, or the region with this code. Raises CommandError."""
    field = "code" if issubclass(model, Region) else "slug"
    found = model._default_manager.filter(**{field: written}).first()
    if found is None:
        raise CommandError(
            _("“%(written)s” staat niet in de lijst %(list)s.")
            % {"written": written, "list": model._meta.verbose_name_plural}
        )
    return found
