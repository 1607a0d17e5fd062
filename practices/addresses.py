"""The path of a page from what the tree knows of it, without loading the page."""

from __future__ import annotations

from wagtail.models import Site


def address_of(url_path: str) -> str:
    """The path that a page is served at: its place in the tree below the site's home page.

    The root paths come from Wagtail's own cache, so many pages cost no query. Empty for a page
    that no site serves.
    """
    for root in Site.get_site_root_paths():
        if url_path.startswith(root.root_path):
            return url_path[len(root.root_path) - 1 :]
    return ""
