"""What following adds to the admin for the editors of networks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from subscriptions.groups import admin_views
from subscriptions.rights import networks_managed_by


class NetworksMenuItem(MenuItem):
    """For who manages a network at all."""

    def is_shown(self, request: HttpRequest) -> bool:
        return networks_managed_by(request.user).exists()


@hooks.register("register_admin_urls")
def group_urls() -> list[URLPattern]:
    """Pages to manage what networks follow."""
    start = "wij-volgen/"
    return [
        path(start, admin_views.index, name="group_follows"),
        path(f"{start}<int:pk>/", admin_views.network, name="group_follows_network"),
        path(f"{start}<int:pk>/nieuw/", admin_views.add, name="group_follows_add"),
        path(f"{start}volg/<int:pk>/ontvangers/", admin_views.invite, name="group_follow_invite"),
        path(
            f"{start}volg/<int:pk>/frequentie/",
            admin_views.change_frequency,
            name="group_follow_frequency",
        ),
        path(f"{start}volg/<int:pk>/stoppen/", admin_views.end, name="group_follow_end"),
        path(
            f"{start}volg/<int:pk>/ontvangers/<uuid:recipient>/weg/",
            admin_views.remove,
            name="group_follow_remove",
        ),
    ]


@hooks.register("register_admin_menu_item")
def group_menu_item() -> Any:
    """One place in the menu."""
    return NetworksMenuItem(
        _("Wij volgen"), reverse("group_follows"), name="wij-volgen", icon_name="mail", order=250
    )
