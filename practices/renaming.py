"""Which value a term has in addresses, and what happens when that value changes.

The value of a term is its slug, that of a region its code (its slug is understood as well).
A change is noted in the transaction of the change, so that every old address keeps finding
what it found, and `value_changed` is sent for those who keep values themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.dispatch import Signal
from taggit.models import Tag

from practices.models import (
    Audience,
    FormerValue,
    LearningNetwork,
    MergedTerm,
    Organisation,
    Programme,
    Region,
    Sector,
    Theme,
)

# The parameter of the query string that a list of terms is chosen by.
PARAMETERS: dict[type[models.Model], str] = {
    Sector: "sector",
    Region: "regio",
    Theme: "thema",
    Audience: "doelgroep",
    Programme: "programma",
    Organisation: "organisatie",
    LearningNetwork: "netwerk",
    Tag: "trefwoord",
}
_BEFORE = "_value_before"

# Sent in the transaction of the change, with `parameter`, `value` (as it was) and `now`.
value_changed = Signal()


@dataclass(frozen=True)
class Value:
    """How a term stands in addresses: its value, and what is understood to mean it."""

    parameter: str
    value: str
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything in an address that means this term."""
        return (self.value, *self.others)


def value_of(term: models.Model) -> Value | None:
    """How a term stands in addresses; None for what has no place there."""
    parameter = PARAMETERS.get(type(term))
    if parameter is None:
        return None
    if isinstance(term, Region):
        return Value(parameter, term.code, (term.slug,))
    return Value(parameter, str(term.slug))  # type: ignore[attr-defined]


def before_save(term: models.Model, update_fields: frozenset[str] | None) -> None:
    """Remember on the term which value the database knows it by."""
    changing = update_fields is None or bool({"slug", "code"} & update_fields)
    if type(term) not in PARAMETERS or term.pk is None or not changing:
        return
    stored = type(term)._default_manager.filter(pk=term.pk).first()
    setattr(term, _BEFORE, value_of(stored) if stored is not None else None)


def after_save(term: models.Model, *, created: bool) -> None:
    """Note a changed value, and tell who keeps values."""
    now = value_of(term)
    if now is None:
        return
    before: Value | None = term.__dict__.pop(_BEFORE, None)
    if created:
        FormerValue.taken(now.parameter, now.names)
    elif before is not None and before != now:
        change_value(before, now)


def change_value(before: Value, now: Value) -> None:
    """Note that what was found under `before` is found under `now`."""
    FormerValue.taken(now.parameter, now.names)
    for name in before.names:
        if name not in now.names:
            FormerValue.note(now.parameter, name, now.value)
    if before.value != now.value:
        value_changed.send(Value, parameter=now.parameter, value=before.value, now=now.value)


def after_delete(term: models.Model) -> None:
    """What led to a deleted term leads nowhere any more."""
    value = value_of(term)
    if value is not None:
        FormerValue.lost(value.parameter, value.value)
        MergedTerm.lost(term)
