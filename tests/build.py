"""Short ways to make what a test needs: pages, terms and regions, in the database."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Site

from practices.models import (
    BestPractice,
    Entry,
    HomePage,
    LearningNetwork,
    Region,
    RegionalExperiment,
    Sector,
    Theme,
    Training,
)

MODELS = {"scholing": Training, "praktijk": BestPractice, "experiment": RegionalExperiment}
_numbers = itertools.count(1)


def ground() -> Page:
    """The root of the tree and what else Wagtail's migrations make.

    A test that commits for real is cleaned up by emptying every table, and these rows go too.
    """
    Locale.objects.get_or_create(language_code="nl")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    Site.clear_site_root_paths_cache()
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def home() -> HomePage:
    """The home page of the default site; made once a test."""
    found = HomePage.objects.first()
    if found is None:
        root = ground()
        found = root.add_child(instance=HomePage(title="Kennisplatform", slug="start"))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "root_page": found}
        )
        Site.clear_site_root_paths_cache()
    return found


def network(slug: str = "drenthe", **values: Any) -> LearningNetwork:
    """A learning network; made once for each slug."""
    found = LearningNetwork.objects.filter(slug=slug).first()
    if found is None:
        values.setdefault("title", slug.title())
        found = home().add_child(instance=LearningNetwork(slug=slug, **values))
    return found


def entry(
    kind: str = "praktijk",
    *,
    parent: Page | None = None,
    sectors: Iterable[str] = (),
    regions: Iterable[str] = (),
    themes: Iterable[str] = (),
    tags: Iterable[str] = (),
    **values: Any,
) -> Any:
    """A published entry with these terms (by name; regions by code)."""
    number = next(_numbers)
    values.setdefault("title", f"Vermelding {number}")
    values.setdefault("slug", f"vermelding-{number}")
    values.setdefault("summary", "Een korte samenvatting.")
    values.setdefault("first_published_at", timezone.now())
    made = MODELS[kind](**values)
    made.sectors = [term(Sector, name) for name in sectors]
    made.themes = [term(Theme, name) for name in themes]
    made.regions = [Region.objects.get(code=code) for code in regions]
    (parent or network()).add_child(instance=made)
    if tags:
        made.tags.add(*tags)
        made.save()
    return made


def term(model: type[Any], name: str) -> Any:
    """A term of a list by its name; made when it is not there."""
    return model.objects.get_or_create(name=name)[0]


def region(code: str, kind: str, name: str, parent: str | None = None, **values: Any) -> Region:
    """A region with its code."""
    return Region.objects.create(
        code=code,
        kind=kind,
        name=name,
        parent=Region.objects.get(code=parent) if parent else None,
        **values,
    )


def drenthe() -> None:
    """A small tree: Drenthe with three municipalities and two areas, Groningen, the country."""
    region("NL", "country", "Nederland", slug="landelijk")
    region("PV22", "province", "Drenthe", "NL")
    region("GG03", "health_region", "Drenthe", "PV22", slug="drenthe-ggd")
    emmen = region("GM0114", "municipality", "Emmen", "GG03", aliases="Klazienaveen")
    coevorden = region("GM0109", "municipality", "Coevorden", "GG03")
    region("GM0106", "municipality", "Assen", "GG03")
    region("PV20", "province", "Groningen", "NL")
    region("GG01", "health_region", "Groningen", "PV20", slug="groningen-ggd")
    region("GM0014", "municipality", "Groningen", "GG01", slug="groningen-gemeente")
    area("Oost-Drenthe", [emmen])
    area("Zuid- en Oost-Drenthe", [emmen, coevorden])


def area(name: str, members: Iterable[Region]) -> Region:
    """A named area with municipalities as members."""
    made = Region(kind="area", name=name, code=f"GB-{name.lower()}")
    made.members = list(members)
    made.save()
    return made


def reload(made: Entry) -> Any:
    """The same entry, read again."""
    return type(made).objects.get(pk=made.pk)
