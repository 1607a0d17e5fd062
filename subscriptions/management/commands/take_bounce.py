"""`manage.py take_bounce`: read a mail that came back and count it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from subscriptions.bounces import LARGEST, NotABounceError, read_bounce, take

UNUSABLE = 65  # EX_DATAERR of sysexits.h: a mail server does not try it again


class Command(BaseCommand):
    help = (
        "Leest van de standaardinvoer een mail die terugkwam (RFC 3464), zoekt op voor welke mail "
        "van het platform dat was, en telt een blijvende weigering (5.x.x) mee voor dat adres. "
        "Eindigt met 65 als het geen bruikbaar bericht is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST)
        while sys.stdin.buffer.read(LARGEST):
            pass  # whoever writes the rest must not find the pipe closed
        try:
            bounce = read_bounce(raw)
            counted = take(bounce)
        except NotABounceError as error:
            raise CommandError(f"Niet verwerkt: {error}.", returncode=UNUSABLE) from None
        if counted:
            self.stdout.write(f"1 weigering geteld ({bounce.status}).")
        elif bounce.is_final:
            self.stdout.write(f"Niets geteld: deze mail was al verwerkt ({bounce.status}).")
        else:
            self.stdout.write(f"Niets geteld: {bounce.status} is niet blijvend.")
