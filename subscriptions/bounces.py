"""Mails that come back: a delivery status notification (RFC 3464) and which mail it is about.

What is read here was written by anybody at all. Nothing of it is kept but the status code, and
it counts only when it names a mail of ours by its Message-ID, which nobody can guess.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message

from subscriptions.mails.headers import read_message_id
from subscriptions.models import Delivery, DeliveryState
from subscriptions.refusals import refuse

LARGEST = 1_000_000  # bytes; of a larger one the rest is not read
_MOST_PARTS = 50
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class NotABounceError(ValueError):
    """What was read is no notification about a mail of ours; its text says why, in Dutch."""


@dataclass(frozen=True)
class Bounce:
    """Which mail, and what came of it: "5.1.1" is for ever, "4.2.2" for now."""

    delivery: uuid.UUID
    status: str

    @property
    def is_final(self) -> bool:
        """Whether the address refused it, and not just for now."""
        return self.status.startswith("5")


def read_bounce(raw: bytes) -> Bounce:
    """Read a notification. Raises NotABounceError."""
    try:
        parts = _parts(message_from_bytes(raw[:LARGEST]))
    except RecursionError:
        raise NotABounceError("de delen zitten te diep in elkaar") from None
    statuses = [found for part in parts for found in _statuses(part)]
    if not statuses:
        raise NotABounceError("dit is geen bericht over de bezorging van een mail (RFC 3464)")
    for part in parts:
        delivery = _returned(part)
        if delivery is not None:
            return Bounce(delivery, max(statuses))  # 5 weighs more than 4, and 4 more than 2
    raise NotABounceError("er zit geen mail van dit platform in")


def take(bounce: Bounce) -> bool:
    """Count a refusal for the address; False when it is known already, or not final.

    Raises NotABounceError when the mail it is about is in no log of ours (any more).
    """
    delivery = Delivery.objects.filter(pk=bounce.delivery).first()
    if delivery is None:
        raise NotABounceError("de mail waar dit over gaat, staat niet (meer) in het logboek")
    return bounce.is_final and refuse(delivery, bounce.status, was=DeliveryState.SENT)


def _parts(message: Message) -> list[Message]:
    found: list[Message] = []
    waiting = [message]
    while waiting and len(found) < _MOST_PARTS:
        part = waiting.pop(0)
        found.append(part)
        inside = part.get_payload()
        # What a returned mail has inside is not ours to read.
        if isinstance(inside, list) and not _is_returned(part):
            waiting += [each for each in inside if isinstance(each, Message)]
    return found


def _is_returned(part: Message) -> bool:
    return part.get_content_type() in ("message/rfc822", "text/rfc822-headers")


def _statuses(part: Message) -> list[str]:
    """The status codes of a part of kind message/delivery-status: a block for each recipient."""
    if part.get_content_type() != "message/delivery-status":
        return []
    blocks = part.get_payload()
    if not isinstance(blocks, list):
        return []
    found = [
        _STATUS.match(str(block.get("Status", "")))
        for block in blocks[:_MOST_PARTS]
        if isinstance(block, Message)
    ]
    return [match[1] for match in found if match]


def _returned(part: Message) -> uuid.UUID | None:
    """Which mail of ours a part gives back, whole or only its head."""
    if not _is_returned(part):
        return None
    inside = part.get_payload()
    if isinstance(inside, list):
        head = inside[0] if inside else None
    else:
        written = part.get_payload(decode=True)
        head = message_from_string(
            written.decode("ascii", "replace") if isinstance(written, bytes) else str(inside)
        )
    return read_message_id(str(head.get("Message-ID", ""))) if isinstance(head, Message) else None
