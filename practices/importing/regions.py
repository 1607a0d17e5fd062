"""The official regions, from `data/regions.csv` (CBS), with a slug of their own each."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from practices.models import COUNTRY_CODE, Region
from practices.models.choices import RegionKind

REGIONS_FILE = Path(__file__).resolve().parent.parent / "data" / "regions.csv"

# Groningen is a province, a health region and a municipality. The widest one that people would
# name so has the plain slug; the others carry what they are.
_SUFFIXES = {RegionKind.HEALTH_REGION: "ggd", RegionKind.MUNICIPALITY: "gemeente"}


@transaction.atomic
def load_regions(path: Path = REGIONS_FILE) -> int:
    """Make or complete the country and all regions of the file; return how many were made.

    A second run changes only what the file says otherwise (a name, a parent); a slug stays as it
    is, and so do the aliases and texts that editors added.
    """
    existing = {region.code: region for region in Region.objects.all()}
    slugs = {region.slug for region in existing.values()}
    made = 0
    rows = [
        {"code": COUNTRY_CODE, "kind": RegionKind.COUNTRY, "name": "Nederland", "parent": "",
         "aliases": "landelijk"},
        *_rows(path),
    ]  # fmt: skip
    for row in rows:
        region = existing.get(row["code"])
        if region is None:
            region = Region(code=row["code"], slug=_slug(row, slugs))
            slugs.add(region.slug)
            made += 1
        aliases = list(dict.fromkeys([*region.alias_list, *row["aliases"].split("|")]))
        wanted = {
            "name": row["name"],
            "kind": row["kind"],
            "parent": existing[row["parent"]] if row["parent"] else None,
            "aliases": "\n".join(alias for alias in aliases if alias),
        }
        if region.pk is None or any(getattr(region, key) != value for key, value in wanted.items()):
            for key, value in wanted.items():
                setattr(region, key, value)
            region.save()
        existing[region.code] = region
    return made


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of the file, those above before those below them."""
    order = list(RegionKind)
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: order.index(RegionKind(row["kind"])))


def _slug(row: dict[str, str], taken: set[str]) -> str:
    if row["kind"] == RegionKind.COUNTRY:
        return "landelijk"
    slug = slugify(row["name"])
    suffix = _SUFFIXES.get(RegionKind(row["kind"]))
    return f"{slug}-{suffix}" if slug in taken and suffix else slug
