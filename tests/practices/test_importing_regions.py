"""The official regions: once, in a tree, each with an address of its own."""

import pytest

from practices.importing.regions import load_regions
from practices.models import Region

pytestmark = pytest.mark.django_db


def test_load_twice(regions: int) -> None:
    assert regions == 12 + 25 + 342 + 1
    Region.objects.filter(code="GM0114").update(aliases="Klazienaveen", description="Tekst")
    assert load_regions() == 0
    emmen = Region.objects.get(code="GM0114")
    assert emmen.aliases == "Klazienaveen"
    assert emmen.description == "Tekst"
    assert emmen.parent is not None
    assert emmen.parent.parent is not None
    assert emmen.parent.parent.parent == Region.objects.get(code="NL")


def test_slugs_tell_the_same_names_apart(regions: int) -> None:
    slugs = dict(Region.objects.filter(name="Groningen").values_list("code", "slug"))
    assert slugs == {"PV20": "groningen", "GG01": "groningen-ggd", "GM0014": "groningen-gemeente"}
    assert Region.objects.get(slug="landelijk").name == "Nederland"
    assert Region.objects.get(code="GM0518").alias_list == ["Den Haag"]
