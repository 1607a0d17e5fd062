from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class KennisplatformConfig(AppConfig):
    name = "kennisplatform"
    verbose_name = "Kennisplatform"

    def ready(self) -> None:
        post_migrate.connect(make_cache_table, sender=self)


def make_cache_table(using: str, **kwargs: Any) -> None:
    """The table of a cache in the database, where `CACHE_URL` asks for one."""
    call_command("createcachetable", database=using, verbosity=0)
