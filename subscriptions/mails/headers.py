"""What stands in the head of a mail besides its subject."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

from django.conf import settings

from subscriptions.models import Delivery

_MESSAGE_ID = re.compile(r"<mail\.([0-9a-f]{32})@[^<>@\s]{1,253}>")


def message_id(delivery: Delivery) -> str:
    """The same one however often a mail is tried (RFC 5322)."""
    return f"<mail.{delivery.pk.hex}@{_host()}>"


def read_message_id(text: str) -> uuid.UUID | None:
    """Which of our mails a Message-ID is of; None when it is not ours."""
    found = _MESSAGE_ID.search(text)
    return uuid.UUID(hex=found[1]) if found else None


def every_mail(delivery: Delivery) -> dict[str, str]:
    """For machines: a mail that nobody wrote by hand (RFC 3834), in Dutch."""
    return {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Message-ID": message_id(delivery),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",  # Exchange does not read the one above
        "Content-Language": "nl",
    }


def of_a_list(query_id: int, unsubscribe_url: str) -> dict[str, str]:
    """For a mail that comes again and again: what to sort it by, and one click to end it.

    RFC 2919 and RFC 8058. The list is the search, so that its mails can be kept together.
    """
    return {
        "List-Id": f"<zoekvraag-{query_id}.volgen.{_host()}>",
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
