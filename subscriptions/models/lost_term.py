"""`LostTerm`: a term that searches of followers named and that is no more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q


class LostTerm(models.Model):
    """Written in the transaction that deletes the term, while its relations are still known.

    `alternatives` is a list of [value, label]: the nearest terms of the same list.
    """

    parameter = models.CharField(max_length=20)
    value = models.CharField(max_length=150)
    label = models.CharField(max_length=150)
    alternatives = models.JSONField(default=list)
    lost_at = models.DateTimeField(auto_now_add=True)

    @classmethod
    def among(cls, values: Iterable[tuple[str, str]]) -> LostTerm | None:
        """The last lost one of these values (parameter, value). One query."""
        named = Q(pk__in=[])
        for parameter, value in values:
            named |= Q(parameter=parameter, value=value)
        return cls.objects.filter(named).order_by("-pk").first()
