"""`make demo`: from nothing to a running catalogue, and quick the next time."""

from __future__ import annotations

import os
import sys
import time

import django
from django.core.management import CommandError, call_command

from operations.preparing import prepare

THREADS = 4


def main() -> None:
    """Migrate, load what is not there yet, and serve until Ctrl-C."""
    port = os.environ.get("PORT", "8000")
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kennisplatform.settings")
    started = time.monotonic()
    # One process for all steps: starting Python and Wagtail takes longer than most of them.
    django.setup()
    try:
        prepare()
        call_command("load_demo")
        call_command("drain_queue")
    except CommandError as error:
        sys.exit(f"De demo is niet klaargezet: {error}")
    print(f"Klaar in {time.monotonic() - started:.0f} s.", flush=True)  # noqa: T201
    print_addresses(port)
    os.execv(  # noqa: S606
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "kennisplatform.wsgi:application",
            f"--bind=127.0.0.1:{port}",
            f"--threads={THREADS}",
            "--log-level=warning",
        ],
    )


def print_addresses(port: str) -> None:
    """Say where to look and how to sign in."""
    from django.conf import settings

    from practices.demo.editor import PASSWORD, USERNAME  # needs Django to be set up

    base = f"http://127.0.0.1:{port}"
    print(  # noqa: T201
        f"\n  De site        {base}/\n"
        f"  Zoeken         {base}/zoeken/\n"
        f"  De interface   {base}/api/v1/entries\n"
        f"  Redactie       {base}/beheer/  (naam: {USERNAME}, wachtwoord: {PASSWORD})\n"
        "  Mails          verschijnen hieronder, in dit venster\n"
        f"\n  Stoppen met Ctrl-C. Wat u verandert blijft staan in {settings.DATA_DIR}.\n",
        flush=True,
    )


if __name__ == "__main__":
    main()
