"""Following: people and networks subscribe to a search, and are told what is new in it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "subscriptions"
    verbose_name = _("volgen")

    def ready(self) -> None:
        from subscriptions import receivers  # noqa: F401  (connects them)
