"""What every page shows around its content: the menu at the bottom and the site's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from practices.addresses import address_of
from practices.models import InfoPage, LearningNetwork
from practices.sorting import name_key


@dataclass(frozen=True)
class MenuItem:
    """A page in the menu; `url` is a path."""

    title: str
    url: str


@dataclass(frozen=True)
class Menu:
    """The networks, and the pages of text that an editor put in the menu."""

    networks: tuple[MenuItem, ...] = ()
    info: tuple[MenuItem, ...] = ()


def site_chrome(request: HttpRequest) -> dict[str, Any]:
    """Return `site_name`, `base_url` and `menu`; the menu asks the database when it is drawn.

    Error pages and the API never draw it, so they cost nothing and work without a database.
    """
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "base_url": settings.BASE_URL,
        "menu": SimpleLazyObject(lambda: menu(request)),
    }


def menu(request: HttpRequest) -> Menu:
    """The menu, in one query: the networks and pages of text that everybody may see.

    By type and not by place: the children of home are searched for through the path of every
    page there is.
    """
    site = Site.find_for_request(request)
    if site is None:
        return Menu()
    pages = (
        Page.objects.type(LearningNetwork, InfoPage)
        .live()
        .filter(view_restrictions__isnull=True)
        .values_list("title", "url_path", "content_type__model", "show_in_menus")
    )
    networks: list[MenuItem] = []
    info: list[MenuItem] = []
    for title, url_path, model, in_menu in pages:
        item = MenuItem(title, address_of(url_path))
        if model == LearningNetwork._meta.model_name:
            networks.append(item)
        elif in_menu:
            info.append(item)
    networks.sort(key=lambda item: name_key(item.title))
    return Menu(tuple(networks), tuple(info))
