"""Noting when something last happened, and asking for it."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from django.utils import timezone

from operations.models import LastTime


class Moment(Enum):
    INSTALLED = "installed"
    BACKUP = "backup"
    MAIL_SENT = "mail_sent"
    MAIL_FAILED = "mail_failed"


def note(moment: Moment) -> None:
    """Say that it happened now."""
    LastTime.objects.update_or_create(name=moment.value, defaults={"at": timezone.now()})


def last() -> dict[Moment, datetime]:
    """When each last happened, in one query; what never happened is not in it."""
    return {
        Moment(name): at
        for name, at in LastTime.objects.filter(
            name__in=[moment.value for moment in Moment]
        ).values_list("name", "at")
    }
