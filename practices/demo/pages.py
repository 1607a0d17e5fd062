"""The pages every site starts with, and learning networks, from plain data."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from practices.demo.files import PAGES_FILE, Table, read
from practices.models import HomePage, InfoPage, LearningNetwork, Region


def set_up_pages(*, complete: bool = False) -> int:
    """Make home, the first network and the pages of text; return how many pages were made.

    Once there is a home, pages are left alone: what editors changed stays and what they took
    away does not come back. With `complete` the pages that are missing are made again.
    """
    tables = read(PAGES_FILE)
    home = HomePage.objects.first()
    made = 0
    if home is None:
        home = _make_home(tables["home"])
        made = 1
    elif not complete:
        _point_site_at(home)
        return 0
    _point_site_at(home)
    for table in tables["network"]:
        made += add_network(home, table)
    for table in tables["page"]:
        if not home.get_children().filter(slug=table["slug"]).exists():
            _publish_below(home, InfoPage(show_in_menus=True, **table))
            made += 1
    return made


def add_network(home: HomePage, table: Table) -> bool:
    """Make a learning network below home, unless its address is taken; tell whether it was made."""
    if home.get_children().filter(slug=table["slug"]).exists():
        return False
    region = Region.objects.get(code=table["region"])
    values = {**table, "region": region, "introduction": table["introduction"].strip()}
    _publish_below(home, LearningNetwork(show_in_menus=True, **values))
    return True


def _make_home(table: Table) -> HomePage:
    """Put our home where Wagtail's welcome page is, if that is still there."""
    root = Page.get_first_root_node()
    home = HomePage(
        title=table["title"], slug=f"{table['slug']}-nieuw", introduction=table["introduction"]
    )
    _publish_below(root, home)
    # The site hangs on its root page, so it moves before the old page goes.
    _point_site_at(home)
    welcome = root.get_children().filter(slug=table["slug"], numchild=0).first()
    if welcome is not None and welcome.specific_class is Page:
        welcome.delete()
    home.refresh_from_db()
    if not root.get_children().filter(slug=table["slug"]).exists():
        home.slug = table["slug"]
        home.save_revision().publish()
    # Publishing wrote the new address on another copy; pages below take theirs from this one.
    return HomePage.objects.get(pk=home.pk)


def _publish_below(parent: Page, page: Any) -> None:
    """Add a page and publish it with a first version in its history."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    parent.refresh_from_db()


def _point_site_at(home: HomePage) -> None:
    """Let the default site show `home`, at the host and port of BASE_URL."""
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    wanted: dict[str, Any] = {"hostname": address.hostname or "localhost", "port": port}
    # A site whose root page an editor chose among our pages stays as it is.
    if site.root_page_id is None or site.root_page.specific_class is Page:
        wanted["root_page_id"] = home.pk
    if not site.site_name:
        wanted["site_name"] = settings.WAGTAIL_SITE_NAME
    if any(getattr(site, key) != value for key, value in wanted.items()):
        for key, value in wanted.items():
            setattr(site, key, value)
        site.save()
