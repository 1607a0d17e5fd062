"""Webhooks in the admin: their pages and a place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from subscriptions.webhooks.admin_urls import urlpatterns
from subscriptions.webhooks.making import networks_of


@hooks.register("register_admin_urls")
def webhook_urls() -> list[URLPattern]:
    """The pages on which editors manage the webhooks of their network."""
    return urlpatterns


class WebhooksMenuItem(MenuItem):
    """In the menu of who edits a network."""

    def is_shown(self, request: HttpRequest) -> bool:
        return networks_of(request.user).exists()


@hooks.register("register_settings_menu_item")
def webhooks_menu_item() -> MenuItem:
    """Webhooks stand with what is set up once."""
    return WebhooksMenuItem(
        _("Webhooks"), reverse("webhooks"), name="webhooks", icon_name="link", order=900
    )
