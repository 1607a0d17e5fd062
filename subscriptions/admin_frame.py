"""The frame of our own pages in the admin: a title, an icon, and the way back."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def frame(title: str, icon: str, *above: tuple[str, str]) -> dict[str, Any]:
    """Context for `subscriptions/admin_base.html`; `above` are labels and addresses."""
    crumbs = [(_("Home"), reverse("wagtailadmin_home")), *above, (title, "")]
    return {
        "header_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [{"label": label, "url": url} for label, url in crumbs],
    }
