"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kennisplatform.settings")
application = get_wsgi_application()

from background import web  # noqa: E402  (needs Django to be set up)

web.start()
