"""`manage.py import_entries`: entries from a CSV file or an Excel workbook."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from practices.importing.checking import check_source
from practices.importing.lookup import Lookup
from practices.importing.readers import MAX_ROWS, Problem, UnreadableFileError, read_file
from practices.importing.wording import ValueProblem
from practices.importing.writer import write_prepared

MAX_PRINTED = 200


class Command(BaseCommand):
    help = (
        "Leest vermeldingen uit een CSV-bestand of een Excel-werkmap. Alle rijen worden eerst "
        "nagekeken; een bestand met een fout verandert niets. Een tweede keer werkt bij en "
        "verdubbelt niet: het kenmerk (external_id) zegt welke vermelding het is. Een lege cel "
        "laat staan wat er stond, een streepje (-) maakt leeg. "
        f"Ten hoogste {MAX_ROWS} rijen. Een werkmap om in te vullen: manage.py import_template."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--network",
            default="landelijk",
            metavar="SLUG",
            help="leernetwerk voor rijen die er geen noemen (landelijk)",
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="zet de vermeldingen op de site; zonder dit blijven het concepten",
        )
        parser.add_argument("--dry-run", action="store_true", help="kijk alles na en schrijf niets")
        parser.add_argument(
            "--create-organisations",
            action="store_true",
            help="maak organisaties die nog niet bekend zijn",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = read_file(options["file"])
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error
        for notice in source.notices:
            self.stderr.write(notice)
        lookup = Lookup.load(create_organisations=options["create_organisations"])
        try:
            lookup.network(options["network"])
        except ValueProblem as problem:
            raise CommandError(f"--network: {problem}") from problem
        known = set(lookup.entries)
        prepared, problems = check_source(
            source, lookup, options["network"], self._bar(_("Nakijken"))
        )
        if problems:
            self._refuse(problems)
        if options["dry_run"]:
            new = sum(one.external_id not in known for one in prepared)
            self.stdout.write(
                _("Alles is goed: %(new)d nieuw, %(known)d al bekend. Er is niets geschreven.")
                % {"new": new, "known": len(prepared) - new}
            )
            return
        before = set(threading.enumerate())
        totals = write_prepared(
            prepared, lookup, publish=options["publish"], progress=self._bar(_("Schrijven"))
        )
        self.stdout.write(
            _("%(created)d nieuw, %(updated)d bijgewerkt, %(unchanged)d gelijk gebleven.")
            % {
                "created": totals.created,
                "updated": totals.updated,
                "unchanged": totals.unchanged,
            }
        )
        self._wait_for(set(threading.enumerate()) - before)

    def _wait_for(self, threads: Iterable[threading.Thread]) -> None:
        """Let work end that the commit started, such as filling the search index.

        It would be cut off with this process, and go on only after the next change.
        """
        for thread in threads:
            if thread.is_alive():
                self.stderr.write(_("De zoekindex wordt bijgewerkt..."))
                thread.join()

    def _refuse(self, problems: Sequence[Problem]) -> None:
        for problem in problems[:MAX_PRINTED]:
            self.stderr.write(str(problem))
        rest = len(problems) - MAX_PRINTED
        if rest > 0:
            message = ngettext("En nog %(rest)d fout.", "En nog %(rest)d fouten.", rest)
            self.stderr.write(message % {"rest": rest})
        message = ngettext(
            "%(count)d fout; er is niets geschreven.",
            "%(count)d fouten; er is niets geschreven.",
            len(problems),
        )
        raise CommandError(message % {"count": len(problems)})

    def _bar(self, label: str) -> Any:
        """Progress on a terminal; silence in a log."""
        return partial(
            tqdm, desc=label, file=sys.stderr, disable=not sys.stderr.isatty(), unit=" rijen"
        )
