"""A term that changed, was merged or goes -> the searches that name it, in its transaction.

The lock of following makes that wait for who writes down what is new, and the other way around.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from practices.merging import merging
from practices.models import Region
from practices.renaming import value_changed
from subscriptions import losing, renaming
from subscriptions.noticing import lock


@receiver(value_changed)
def term_renamed(sender: type, parameter: str, value: str, now: str, **kwargs: Any) -> None:
    """Who followed the old value follows the new one."""
    lock()
    renaming.rename(parameter, value, now)


@receiver(merging, sender=Region)
def regions_merged(sender: type, loser: Region, winner: Region, **kwargs: Any) -> None:
    """What was followed for the one region is followed for the other."""
    lock()
    renaming.move_groups(loser, winner)


@receiver(pre_delete)
def term_deleted(sender: type, instance: Model, **kwargs: Any) -> None:
    """While its relations are still known. A merged term is named by no search any more."""
    losing.lose(instance)
