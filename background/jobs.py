"""What the background keeps in order for itself."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from background.presence import forget_dead
from background.schedule import daily

KEEP_SUCCESSFUL = timedelta(days=7)
KEEP_FAILED = timedelta(days=30)  # somebody should have seen it by then


@daily("02:10", _("Afgeronde taken opruimen"))
def forget_finished() -> None:
    """Finished tasks and workers of the past."""
    now = timezone.now()
    done = Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEEP_SUCCESSFUL)
    failed = Q(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED)
    DBTaskResult.objects.filter(done | failed).delete()
    forget_dead()
