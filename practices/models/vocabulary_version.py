"""The version of the vocabulary: one row that changes with every change of a term."""

import uuid

from django.db import models


class VocabularyVersion(models.Model):
    """Which state the terms are in.

    A token and not a number: a transaction that is rolled back would give a number out twice, for
    two different states.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.CheckConstraint(name="vocabulary_version_one_row", condition=models.Q(id=1))
        ]

    @classmethod
    def current(cls) -> str:
        """The token of now, or an empty string before any term was saved."""
        return cls.objects.values_list("token", flat=True).first() or ""

    @classmethod
    def renew(cls) -> None:
        """Say that a term changed. Call it in the transaction of the change."""
        cls.objects.update_or_create(id=1, defaults={"token": uuid.uuid4().hex})
