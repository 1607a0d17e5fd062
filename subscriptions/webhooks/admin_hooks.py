"""Webhooks in the admin: their pages and a place in the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from subscriptions.rights import networks_managed_by
from subscriptions.webhooks.admin_urls import urlpatterns


@hooks.register("register_admin_urls")
def webhook_urls() -> list[URLPattern]:
    """The pages on which editors manage the webhooks of their network."""
    return urlpatterns


class WebhooksMenuItem(MenuItem):
    """For who manages a network at all."""

    def is_shown(self, request: HttpRequest) -> bool:
        return networks_managed_by(request.user).exists()


@hooks.register("register_settings_menu_item")
def webhooks_menu_item() -> MenuItem:
    """Webhooks stand with what is set up once."""
    return WebhooksMenuItem(
        _("Webhooks"), reverse("webhooks"), name="webhooks", icon_name="link", order=900
    )
