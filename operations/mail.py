"""Sending mail, and noting when that last worked and when it last did not. Never to whom."""

from __future__ import annotations

import logging
import smtplib
import threading
import time
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import DatabaseError, transaction

from operations.moments import Moment, note

logger = logging.getLogger(__name__)

# Ten thousand mails in a row are noted once in this many seconds, by each process.
NOTE_EVERY = 10.0
_lock = threading.Lock()
_noted: dict[Moment, float] = {}


class RecordedBackend(BaseEmailBackend):
    """Sends through MAIL_TRANSPORT, and lets through what that raises."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._transport = get_connection(
            settings.MAIL_TRANSPORT, fail_silently=fail_silently, **options
        )

    def open(self) -> bool | None:
        try:
            return self._transport.open()
        except Exception:
            _note(Moment.MAIL_FAILED)
            raise

    def close(self) -> None:
        self._transport.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            sent = self._transport.send_messages(email_messages)
        except smtplib.SMTPRecipientsRefused:
            raise  # an address that does not exist tells nothing about how mail goes
        except Exception:
            _note(Moment.MAIL_FAILED)
            raise
        if email_messages:
            _note(Moment.MAIL_SENT if sent else Moment.MAIL_FAILED)
        return sent or 0


def _note(moment: Moment) -> None:
    """Note it, unless that was done just now. A mail never fails because of this."""
    now = time.monotonic()
    with _lock:
        if now - _noted.get(moment, -NOTE_EVERY) < NOTE_EVERY:
            return
        _noted[moment] = now
    try:
        with transaction.atomic():
            note(moment)
    except DatabaseError as error:
        logger.warning("the time of the last mail was not noted: %s", error)
