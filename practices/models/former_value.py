"""What terms were called before: the values that old addresses and old drafts still hold."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models


class FormerValue(models.Model):
    """A value that stood in addresses and now leads to the term `now` of the same list.

    No row has the value of a living term, and every `now` is one: a chain of changes is kept
    as one step, a reused value belongs to its new owner, and a deleted term takes along what
    led to it.
    """

    parameter = models.CharField(max_length=20)  # of the query string
    value = models.CharField(max_length=150)
    now = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parameter", "value"], name="former_value_once")
        ]

    def __str__(self) -> str:
        return f"{self.parameter}: {self.value} → {self.now}"

    @classmethod
    def note(cls, parameter: str, value: str, now: str) -> None:
        """Say that what was `value` is `now`. Call it in the transaction of the change."""
        cls.taken(parameter, [now])
        cls.objects.filter(parameter=parameter, now=value).update(now=now)
        cls.objects.update_or_create(parameter=parameter, value=value, defaults={"now": now})

    @classmethod
    def taken(cls, parameter: str, values: Iterable[str]) -> None:
        """Say that a living term has these values: they lead nowhere else any more."""
        cls.objects.filter(parameter=parameter, value__in=list(values)).delete()

    @classmethod
    def lost(cls, parameter: str, now: str) -> None:
        """Say that the term is no more; what led to it leads nowhere."""
        cls.objects.filter(parameter=parameter, now=now).delete()

    @classmethod
    def of(cls, parameter: str) -> dict[str, str]:
        """The former values of a list, each with the value it leads to now."""
        return dict(cls.objects.filter(parameter=parameter).values_list("value", "now"))


class MergedTerm(models.Model):
    """The number of a term that was merged, as drafts and old revisions still name it.

    Each `now_id` is the number of a living term: a chain of merges is kept as one step.
    """

    model = models.CharField(max_length=100)  # practices.theme
    old_id = models.BigIntegerField()
    now_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "old_id"], name="merged_term_once")]

    def __str__(self) -> str:
        return f"{self.model}: {self.old_id} → {self.now_id}"

    @classmethod
    def note(cls, loser: models.Model, winner: models.Model) -> None:
        """Say that a term went into another of its list. Call it in the merge's transaction."""
        label = loser._meta.label_lower
        cls.objects.filter(model=label, now_id=loser.pk).update(now_id=winner.pk)
        cls.objects.update_or_create(model=label, old_id=loser.pk, defaults={"now_id": winner.pk})

    @classmethod
    def lost(cls, term: models.Model) -> None:
        """Say that a term is no more; drafts that named what went into it name nothing."""
        cls.objects.filter(model=term._meta.label_lower, now_id=term.pk).delete()
