"""`manage.py check_site`: ask the site for its main pages, as a visitor would."""

import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client

from kennisplatform.maintenance import FROM_INSIDE
from practices.models import LearningNetwork
from practices.visibility import visible

PAGES = ("/", "/zoeken/", "/begrippen/", "/api/v1/entries", "/sitemap.xml", "/beheer/login/")


class Command(BaseCommand):
    help = "Vraagt de belangrijkste pagina's op, ook als de site dicht is voor onderhoud."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        address = urlsplit(settings.BASE_URL)
        environ: dict[str, Any] = {
            "SERVER_NAME": str(address.hostname),
            "SERVER_PORT": str(address.port or (443 if settings.HTTPS else 80)),
            FROM_INSIDE: "1",
        }
        client = Client(raise_request_exception=False, **environ)
        pages = [*PAGES]
        for page in (visible().first(), LearningNetwork.objects.live().public().first()):
            if page is not None:
                pages.append(urlsplit(page.specific.url).path)
        for path in pages:
            status = client.get(path, secure=settings.HTTPS).status_code
            if status != 200:
                raise CommandError(f"{path} geeft status {status}.")
        self.stdout.write(
            f"{len(pages)} pagina's opgevraagd, alle goed ({time.monotonic() - started:.1f} s)."
        )
