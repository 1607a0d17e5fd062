"""`manage.py import_template`: an empty workbook to fill in for `import_entries`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from practices.importing.template import write_template


class Command(BaseCommand):
    help = "Schrijft een lege Excel-werkmap om in te vullen, met uitleg bij elke kolom."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.xlsx", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.exists():
            raise CommandError(_("%(path)s bestaat al.") % {"path": path})
        write_template(path)
        self.stdout.write(_("%(path)s staat klaar.") % {"path": path})
