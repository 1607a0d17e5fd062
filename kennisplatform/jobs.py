"""What the site itself must do at set times."""

from __future__ import annotations

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from background.schedule import daily, every

KEEP_ATTEMPTS = timedelta(days=30)


@every(timedelta(seconds=10), _("Publiceren wat gepland is"))
def publish_scheduled() -> None:
    """Publish what has a moment to go live, and take off what has expired."""
    call_command("publish_scheduled", verbosity=0)


@daily("02:00", _("Oude aanmeldingen wissen"))
def forget_visitors() -> None:
    """Ended sessions, and who tried to sign in a month ago."""
    call_command("clearsessions", verbosity=0)
    AxesProxyHandler.reset_logs(age_days=KEEP_ATTEMPTS.days)
    AxesProxyHandler.reset_failure_logs(age_days=KEEP_ATTEMPTS.days)
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - KEEP_ATTEMPTS).delete()
