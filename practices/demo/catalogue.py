"""The demo catalogue on the site: areas, organisations, networks, pictures and entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.text import slugify
from wagtail.images import get_image_model

from practices.demo.files import Table, read_demo, read_entries
from practices.demo.pages import add_network
from practices.demo.pictures import CREDIT, draw
from practices.importing.writer import Totals, write_records
from practices.models import Entry, HomePage, Organisation, Region
from practices.models.choices import RegionKind

Progress = Callable[[Iterable[Any], str], Iterable[Any]]


@dataclass(frozen=True)
class Loaded:
    """How much of each kind was made or changed."""

    areas: int
    organisations: int
    networks: int
    pictures: int
    entries: Totals


def is_loaded(today: date) -> bool:
    """Whether any entry of the demo is on the site. Loading is all or nothing, so then all were."""
    identifiers = [record["external_id"] for record in read_entries(today)]
    return Entry.objects.filter(external_id__in=identifiers).exists()


def load(today: date, progress: Progress) -> Loaded:
    """Put the whole demo on the site, in one transaction; existing entries get what the files say.

    Areas, organisations and networks that exist are left as editors keep them, and so are the
    pictures of entries that have one. Raises `practices.importing.records.RecordError` when a
    file does not fit the models, HomePage.DoesNotExist before `setup_site` has run.
    """
    records = read_entries(today)
    pictured = set(
        Entry.objects.filter(lead_image__isnull=False).values_list("external_id", flat=True)
    )
    scenes = {record["external_id"]: record.pop("picture", None) for record in records}
    wanted = [(key, scene) for key, scene in scenes.items() if scene and key not in pictured]
    drawings = {key: draw(scene, key) for key, scene in progress(wanted, "Tekeningen")}
    with transaction.atomic():
        home = HomePage.objects.get()
        areas = sum(map(_add_area, read_demo("area")))
        organisations = sum(map(_add_organisation, read_demo("organisation")))
        networks = sum(add_network(home, table) for table in read_demo("network"))
        _hang(records, drawings)
        totals = write_records(
            records, progress=lambda prepared: progress(prepared, "Vermeldingen")
        )
    return Loaded(areas, organisations, networks, len(drawings), totals)


def _hang(records: Sequence[Table], drawings: dict[str, bytes]) -> None:
    """Save the drawings as images and put them on their records."""
    for record in records:
        drawing = drawings.get(record["external_id"])
        if drawing is None:
            continue
        image = get_image_model().objects.create(
            title=f"Tekening: {record['title']}"[:255],
            file=ImageFile(BytesIO(drawing), name=f"{record['external_id']}.webp"),
        )
        record.update(lead_image=image.pk, lead_image_credit=CREDIT)


def _add_area(table: Table) -> bool:
    if Region.objects.filter(code=table["code"]).exists():
        return False
    area = Region(
        kind=RegionKind.AREA,
        code=table["code"],
        name=table["name"],
        slug=table["slug"],
        aliases="\n".join(table.get("aliases", ())),
        description=table["description"],
    )
    area.members = list(Region.objects.filter(code__in=table["members"]))
    area.save()
    return True


def _add_organisation(table: Table) -> bool:
    if Organisation.objects.filter(name__iexact=table["name"]).exists():
        return False
    code = table.get("municipality")
    values = {
        **table,
        "slug": table.get("slug") or slugify(table["name"]),
        "aliases": "\n".join(table.get("aliases", ())),
        "municipality": Region.objects.get(code=code) if code else None,
    }
    Organisation.objects.create(**values)
    return True
