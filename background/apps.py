from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class BackgroundConfig(AppConfig):
    name = "background"
    verbose_name = _("Achtergrondwerk")

    def ready(self) -> None:
        autodiscover_modules("jobs")  # every app declares its own
