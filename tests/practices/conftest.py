"""A small site to test the catalogue on: regions, a few terms, three learning networks."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Site

from practices.importing.regions import load_regions
from practices.models import (
    Audience,
    HomePage,
    LearningNetwork,
    Organisation,
    Programme,
    Region,
    Sector,
    Theme,
)
from practices.models.choices import RegionKind
from tests import build


@pytest.fixture
def regions(db: None) -> int:
    """All official regions, and the area Oost-Drenthe."""
    made = load_regions()
    area = Region(name="Oost-Drenthe", kind=RegionKind.AREA)
    area.members.set(Region.objects.filter(name__in=["Emmen", "Coevorden", "Borger-Odoorn"]))
    area.save()
    return made


@pytest.fixture
def terms(db: None) -> None:
    """A few terms of each list, and two organisations."""
    for name in ("zorg", "welzijn", "sociaal domein", "bewoners"):
        Sector.objects.create(name=name)
    Theme.objects.create(name="Langer thuis", aliases="thuis blijven wonen")
    Theme.objects.create(name="Preventie")
    Audience.objects.create(name="Mantelzorgers")
    Programme.objects.create(name="Regio Deal")
    Organisation.objects.create(name="Gemeente Emmen", kind="gemeente")
    Organisation.objects.create(name="Zorgorganisatie De Wende", aliases="De Wende")


@pytest.fixture
def site(regions: int, terms: None) -> HomePage:
    """The home page as the root of the site, with the networks landelijk, drenthe, groningen."""
    root: Any = build.ground()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    home = root.add_child(instance=HomePage(title="Kennisplatform", slug="home"))
    for title, code in (("Landelijk", "NL"), ("Drenthe", "PV22"), ("Groningen", "PV20")):
        region = Region.objects.get(code=code)
        home.add_child(instance=LearningNetwork(title=title, slug=title.lower(), region=region))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    return home
