"""What the home page shows of the catalogue itself; counts come from `search`, in the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from practices import vocabulary as vocabularies
from practices.models import HomePage, LearningNetwork
from practices.pages.sessions import upcoming
from practices.sorting import name_key

UPCOMING = 4


@dataclass(frozen=True)
class NetworkItem:
    """A learning network in a list; `provinces` are the codes that its map fills."""

    title: str
    url: str
    region: str
    provinces: frozenset[str]


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    """Return the first sessions to come and the learning networks."""
    return {"sessions": upcoming(UPCOMING), "networks": networks(page, request)}


def networks(home: HomePage, request: HttpRequest) -> list[NetworkItem]:
    """The visible learning networks below home, by name."""
    tree = vocabularies.current().regions
    pages = (
        LearningNetwork.objects.child_of(home)
        .live()
        .filter(view_restrictions__isnull=True)
        .select_related("region")
    )
    return [
        NetworkItem(
            title=page.title,
            url=page.get_url(request) or "",
            region=page.region.name if page.region else "",
            provinces=tree.found_under([page.region.code]) if page.region else frozenset(),
        )
        for page in sorted(pages, key=lambda page: name_key(page.title))
    ]
