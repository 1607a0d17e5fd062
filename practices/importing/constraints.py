"""The check constraints of a model, asked all together.

Django's own `validate_constraints` asks the database about each, with every field of the model
in the question; over ten thousand rows that was half of the time of checking them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import and_
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, F, Model, Q, Value


def check_constraints(instance: Model) -> None:
    """Hold an instance against the constraints of its model and of those above it.

    Raises ValidationError, each message at the field that it is about.
    """
    checks = [
        each
        for _model, constraints in instance.get_constraints()
        for each in constraints
        if isinstance(each, CheckConstraint)
    ]
    if not checks or _holds(reduce(and_, (each.condition for each in checks)), instance):
        return
    errors: dict[str, list[str]] = {}
    for check in checks:
        if not _holds(check.condition, instance):
            message = str(check.get_violation_error_message())
            errors.setdefault(_blamed(check.condition), []).append(message)
    raise ValidationError(errors)


def _holds(condition: Any, instance: Model) -> bool:
    # As in the database, what cannot be told because something is empty does no harm.
    against = {}
    for path, value in _leaves(condition):
        other = value.deconstruct()[1] if isinstance(value, F) else ()
        for name in (path.split("__")[0], *other):
            if name not in against:
                field: Any = instance._meta.get_field(name)
                against[name] = Value(getattr(instance, field.attname), field)
    return bool(Q(condition).check(against))


def _blamed(condition: Any) -> str:
    """The field to show a broken rule at: the last one that it compares with something."""
    names = [path.split("__")[0] for path, _value in _leaves(condition)
             if not path.endswith("__isnull")]  # fmt: skip
    return names[-1] if names else NON_FIELD_ERRORS


def _leaves(condition: Any) -> Iterator[tuple[str, Any]]:
    """The comparisons in a condition: the path of a field, and what it is compared with."""
    for child in condition.children:
        if isinstance(child, tuple):
            yield child
        else:
            yield from _leaves(child)
