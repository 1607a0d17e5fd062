"""Entries that were withdrawn between being news and being told of."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from practices.visibility import visible
from subscriptions.models import Known
from subscriptions.noticing import lock
from subscriptions.sessions import tell_again


def withdrawn(ids: Collection[int]) -> set[int]:
    """Which of these entries nobody may see now; that is what is known of them from then on.

    An entry that is put back before the next look at the catalogue would be as it was, and so no
    news to those who were not told of it because it was away.
    """
    hidden = set(ids) - _visible(ids)
    if not Known.objects.filter(entry_id__in=hidden, visible=True).exists():
        return hidden
    with transaction.atomic():
        lock()  # no look is under way: what is put back after this is seen by the next one
        hidden -= _visible(hidden)
        known = Known.objects.filter(entry_id__in=hidden, visible=True)
        tell_again(list(known.values_list("entry_id", flat=True)), timezone.now())
        known.update(visible=False)
    return hidden


def _visible(ids: Collection[int]) -> set[int]:
    return set(visible().filter(pk__in=ids).values_list("pk", flat=True))
