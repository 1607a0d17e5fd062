"""The first administrator of an installation."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection

from operations.install.questions import InstallError, address, answer

PASSWORD = "ADMIN_PASSWORD"  # noqa: S105  # the name of the variable


@dataclass(frozen=True)
class Administrator:
    name: str
    email: str
    password: str = field(repr=False)


def exists() -> bool:
    """Whether the site has an administrator, also while it has no tables yet."""
    users = get_user_model()
    if users._meta.db_table not in connection.introspection.table_names():
        return False
    return users.objects.filter(is_superuser=True, is_active=True).exists()


def ask(password: str | None) -> Administrator:
    """Name, e-mail address and password, checked as the site itself does. Raises InstallError.

    `password` is what the environment gave; a wrong one is never shown.
    """
    users: Any = get_user_model()
    name = answer("ADMIN_NAME", "Naam waarmee de beheerder inlogt", _said(users.username_validator))
    email = answer("ADMIN_EMAIL", "E-mailadres van de beheerder", address)
    check = _said(lambda typed: validate_password(typed, users(username=name, email=email)))
    if password is not None:
        try:
            return Administrator(name, email, check(password))
        except ValueError as error:
            raise InstallError(f"{PASSWORD}: {error}") from None
    while True:
        password = answer(PASSWORD, "Wachtwoord van de beheerder", check, hidden=True)
        if answer(PASSWORD, "Nog een keer hetzelfde wachtwoord", str, hidden=True) == password:
            return Administrator(name, email, password)
        sys.stdout.write("  Dat was niet twee keer hetzelfde.\n")


def make(wanted: Administrator) -> None:
    """Make the account. Raises InstallError when another one has the name."""
    users: Any = get_user_model()
    if users.objects.filter(username=wanted.name).exists():
        raise InstallError(f"Er is al een account met de naam {wanted.name}.")
    users.objects.create_superuser(wanted.name, wanted.email, wanted.password)


def take_password() -> str | None:
    """The password in the environment, which no longer holds it afterwards."""
    return os.environ.pop(PASSWORD, None)


def _said(validate: Callable[[str], object]) -> Callable[[str], str]:
    """A validator of Django as a check that returns the value or says what is wrong."""

    def check(value: str) -> str:
        try:
            validate(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None
        return value

    return check
