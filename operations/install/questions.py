"""What an installation must know: from the environment, or asked for at the keyboard."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from getpass import getpass
from urllib.parse import quote, urlsplit

import environ

# What else of the environment goes into the settings file, when it is there.
ALSO_KEPT = (
    "DATA_DIR", "SECRET_KEY", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "DATABASE_CONN_MAX_AGE",
    "DATABASE_TIMEOUT", "CACHE_URL", "BACKGROUND", "WORKER_DEAD_AFTER", "SEARCH_URL",
    "SEARCH_TIMEOUT", "EMBED_ANCESTORS", "WEBHOOK_ALLOW_PRIVATE", "EMAIL_TIMEOUT", "BOUNCE_EMAIL",
    "TRUSTED_PROXIES", "BACKUP_DIR", "WEB_BIND", "WEB_CONCURRENCY", "METRICS_PATH", "METRICS_TOKEN",
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "LOG_LEVEL",
)  # fmt: skip
NO_MAIL = "consolemail://"
_OWN_HOSTS = ["localhost", "127.0.0.1"]  # a monitor on the machine itself


class InstallError(Exception):
    """The installation cannot go on; the text says what to do."""


def ask_settings() -> dict[str, str]:
    """The settings of a new installation. Raises InstallError."""
    base_url = answer("BASE_URL", "Openbaar adres, zoals https://kennis.example.org", base_address)
    host = str(urlsplit(base_url).hostname)
    values = {
        "BASE_URL": base_url,
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS")
        or ",".join(dict.fromkeys([host, *_OWN_HOSTS])),
        "EMAIL_URL": _email_url(),
        "DEFAULT_FROM_EMAIL": answer(
            "DEFAULT_FROM_EMAIL", "Afzender van mails, een e-mailadres", address
        ),
    }
    values.update({key: os.environ[key] for key in ALSO_KEPT if os.environ.get(key)})
    for key, value in values.items():
        if "\n" in value or "\r" in value:
            raise InstallError(f"{key} moet op één regel staan.")
    return values


def answer(key: str, question: str, check: Callable[[str], str], *, hidden: bool = False) -> str:
    """The value of `key` in the environment, or what is typed, as `check` returns it.

    `check` raises ValueError with what is wrong; then a person is asked again. Raises
    InstallError when there is nobody to ask.
    """
    given = os.environ.get(key)
    if given is not None:
        try:
            return check(given)
        except ValueError as error:
            raise InstallError(f"{key}: {error}") from None
    if not sys.stdin.isatty():
        raise InstallError(f"{key} ontbreekt in de omgeving, en er is niemand om het te vragen.")
    while True:
        try:
            return check(getpass(f"{question}: ") if hidden else input(f"{question}: ").strip())
        except ValueError as error:
            sys.stdout.write(f"  {error}\n")


def base_address(value: str) -> str:
    """An address of a site: scheme and host, perhaps a port. Raises ValueError."""
    parts = urlsplit(value.strip().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("een adres begint met https:// (of http://) en heeft een naam")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ValueError("alleen het adres van de site zelf, zonder iets erachter")
    if parts.port is None and ":" in parts.netloc.rpartition("]")[2]:
        raise ValueError("achter de dubbele punt hoort een poort")
    return parts.geturl()


def address(value: str) -> str:
    """An e-mail address. Raises ValueError."""
    name, at, host = value.strip().rpartition("@")
    if not (name and at and host) or any(character.isspace() for character in value.strip()):
        raise ValueError("dit is geen e-mailadres")
    return value.strip()


def _email_url() -> str:
    """The setting EMAIL_URL; at the keyboard it is put together from a few questions."""
    if "EMAIL_URL" in os.environ or not sys.stdin.isatty():
        return answer("EMAIL_URL", "", _known_transport)
    while True:
        server = input("Mailserver, zoals mail.example.org:587 (leeg: nog geen mail): ").strip()
        if not server:
            return NO_MAIL
        user = input("Naam bij de mailserver (leeg: geen): ").strip()
        password = getpass("Wachtwoord bij de mailserver: ") if user else ""
        login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
        scheme = "smtp+ssl" if server.endswith(":465") else "smtp+tls"
        try:
            return _known_transport(f"{scheme}://{login}{server}")
        except ValueError as error:
            sys.stdout.write(f"  {error}\n")


def _known_transport(value: str) -> str:
    parts = urlsplit(value)
    known = ", ".join(environ.Env.EMAIL_SCHEMES)
    if parts.scheme not in environ.Env.EMAIL_SCHEMES:
        raise ValueError(f"begint met een van {known}, zoals smtp+tls://naam:wachtwoord@host:587")
    if parts.scheme.startswith("smtp"):
        try:
            reachable = parts.hostname and parts.port
        except ValueError:
            reachable = None
        if not reachable:
            raise ValueError("noem de mailserver met zijn poort, zoals mail.example.org:587")
    return value
