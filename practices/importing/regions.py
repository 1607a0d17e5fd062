"""The official regions, from `data/regions.csv` (CBS), with a slug of their own each."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from practices.importing.indexes import index_for_admin, index_references
from practices.models import COUNTRY_CODE, FormerValue, Region, VocabularyVersion
from practices.models.choices import RegionKind

REGIONS_FILE = Path(__file__).resolve().parent.parent / "data" / "regions.csv"

COUNTRY = {
    "code": COUNTRY_CODE,
    "kind": RegionKind.COUNTRY,
    "name": "Nederland",
    "parent": "",
    "aliases": "landelijk",
}
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
    # A region that was merged or got another code is there, under another one.
    former = FormerValue.of("regio")
    existing |= {code: existing[now] for code, now in former.items() if now in existing}
    slugs = {region.slug for region in existing.values()} | set(former)
    made = 0
    for _kind, rows in groupby([COUNTRY, *_rows(path)], key=lambda row: row["kind"]):
        new = []
        for row in rows:
            if row["code"] in former:
                continue
            region = existing.get(row["code"])
            if region is None:
                region = Region(code=row["code"], slug=_slug(row, slugs))
                slugs.add(region.slug)
                existing[region.code] = region
                new.append(region)
            if _fill(region, row, existing) and region.pk:
                region.save()
        # One kind at a time: those above have their numbers by then.
        _save_new(Region.objects.bulk_create(new))
        made += len(new)
    if made:
        VocabularyVersion.renew()
    return made


def _fill(region: Region, row: dict[str, str], existing: dict[str, Region]) -> bool:
    """Set on a region what the file says; return whether that changes anything."""
    aliases = list(dict.fromkeys([*region.alias_list, *row["aliases"].split("|")]))
    wanted = {
        "name": row["name"],
        "kind": row["kind"],
        "parent": existing[row["parent"]] if row["parent"] else None,
        "aliases": "\n".join(alias for alias in aliases if alias),
    }
    changed = [key for key, value in wanted.items() if getattr(region, key) != value]
    for key in changed:
        setattr(region, key, wanted[key])
    return bool(changed)


def _save_new(regions: list[Region]) -> None:
    """Do for hundreds of new regions what Wagtail does at every save of one."""
    index_for_admin(regions)
    for region in regions:
        index_references(region)


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
