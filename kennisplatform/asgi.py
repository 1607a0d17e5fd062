"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kennisplatform.settings")
application = get_asgi_application()

from background import web  # noqa: E402  (needs Django to be set up)

web.start()
