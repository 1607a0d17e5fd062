"""`LostTerm`: a term that searches of followers named and that is no more."""

from django.db import models


class LostTerm(models.Model):
    """Written in the transaction that deletes the term, while its relations are still known.

    `alternatives` is a list of [value, label]: the nearest terms of the same list.
    """

    parameter = models.CharField(max_length=20)
    value = models.CharField(max_length=150)
    label = models.CharField(max_length=150)
    alternatives = models.JSONField(default=list)
    lost_at = models.DateTimeField(auto_now_add=True)
