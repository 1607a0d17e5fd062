"""What generated entries stand on: networks, organisations and tags, many and made up."""

from __future__ import annotations

import random

from django.utils.text import slugify
from taggit.models import Tag

from practices.models import HomePage, LearningNetwork, Organisation, Region
from practices.models.choices import OrganisationKind, RegionKind

NETWORKS = 40
ORGANISATIONS = 2_000
TAGS = 3_000

_FIRST = [
    "Zorg",
    "Welzijn",
    "Thuis",
    "Buurt",
    "Dorp",
    "Wijk",
    "Samen",
    "Mantel",
    "Ouderen",
    "Jeugd",
    "Geld",
    "Woon",
    "Leef",
    "Taal",
    "Beweeg",
    "Eet",
    "Nacht",
    "Dag",
    "Zorgzaam",
    "Gezond",
]
_LAST = [
    "punt",
    "kracht",
    "huis",
    "team",
    "plein",
    "kring",
    "werk",
    "loket",
    "brug",
    "tafel",
    "pad",
    "wijzer",
    "hof",
    "net",
    "bond",
    "veld",
    "ring",
    "steun",
    "groep",
    "kamer",
]


def prepare(seed: int) -> None:
    """Make networks, organisations and tags where there are none yet."""
    chance = random.Random(seed)  # noqa: S311  # no secret is drawn
    home = HomePage.objects.get()
    municipalities = list(Region.objects.filter(kind=RegionKind.MUNICIPALITY).order_by("code"))
    chance.shuffle(municipalities)
    present = LearningNetwork.objects.count()
    for region in municipalities[: max(0, NETWORKS - present)]:
        slug = f"leernetwerk-{slugify(region.name)}"
        home.add_child(
            instance=LearningNetwork(
                title=f"Leernetwerk {region.name} (verzonnen)", slug=slug, region=region
            )
        )
    names = {
        f"{first}{last} {region.name} (verzonnen)": region
        for region in municipalities
        for first, last in [(chance.choice(_FIRST), chance.choice(_LAST)) for _ in range(8)]
    }
    Organisation.objects.bulk_create(
        [
            Organisation(
                name=name,
                slug=slugify(name),
                kind=chance.choice(OrganisationKind.values),
                municipality=region,
                is_example=True,
            )
            for name, region in list(names.items())[:ORGANISATIONS]
        ],
        ignore_conflicts=True,
    )
    words = {
        f"{first.lower()}{last}{number}"
        for number in ("", " nu", " later", " elders", " samen", " apart", " lokaal", " extra")
        for first in _FIRST
        for last in _LAST
    }
    Tag.objects.bulk_create(
        [Tag(name=word, slug=slugify(word)) for word in sorted(words)[:TAGS]],
        ignore_conflicts=True,
    )
