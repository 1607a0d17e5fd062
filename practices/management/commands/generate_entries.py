"""`manage.py generate_entries N`: a large catalogue to measure on, in a database of its own."""

import sys
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from tqdm import tqdm
from wagtail.models import Page, Revision

from practices.generating.entries import PREFIX, Generator
from practices.generating.grounds import prepare
from practices.models import Entry, HomePage, VocabularyVersion


class Command(BaseCommand):
    help = "Maakt N verzonnen vermeldingen om op te meten, in een eigen database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        if count < 1:
            raise CommandError("N is een getal van 1 of meer.")
        refuse_a_real_catalogue()
        started = time.monotonic()
        if not HomePage.objects.exists():
            call_command("setup_site", stdout=self.stdout)
        with transaction.atomic():
            prepare(seed)
            VocabularyVersion.renew()
            generator = Generator(seed)
            with tqdm(total=count, unit=" vermeldingen", disable=not sys.stderr.isatty()) as bar:
                for made in generator.generate(count):
                    bar.update(made)
        revisions = write_revisions()
        self.stdout.write(
            f"{count} vermeldingen gemaakt, {revisions} met een versie in de geschiedenis "
            f"({time.monotonic() - started:.0f} s). Zoeken kan na `manage.py rebuild_index`."
        )


def refuse_a_real_catalogue() -> None:
    """Stop when there is any entry that was not generated: a real site must stay what it is."""
    real = Entry.objects.exclude(external_id__startswith=PREFIX)
    real = real | Entry.objects.filter(external_id__isnull=True)
    if real.exists():
        raise CommandError(
            f"In {connection.settings_dict['NAME']} staan vermeldingen die niet verzonnen zijn. "
            "Kies een eigen map: DATA_DIR=var/meten manage.py generate_entries N"
        )


def write_revisions() -> int:
    """Give a sample of the generated entries a revision, as an editor's work would have.

    In bulk: saving each one as an editor does would index each one as well.
    """
    sample = Entry.objects.filter(
        external_id__startswith=PREFIX, external_id__endswith="00", latest_revision__isnull=True
    )
    revisions = []
    for entry in sample.iterator(chunk_size=200):
        page = entry.specific
        revisions.append(
            Revision(
                content_object=page,
                base_content_type=page.get_base_content_type(),
                created_at=page.latest_revision_created_at,
                content=page.serializable_data(),
                object_str=str(page),
            )
        )
    with transaction.atomic():
        Revision.objects.bulk_create(revisions, batch_size=200)
        for revision in revisions:
            Page.objects.filter(pk=revision.object_id).update(latest_revision=revision)
    return len(revisions)
