"""The signature of a message, as Standard Webhooks has it (standardwebhooks.com)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

PREFIX = "whsec_"


def shown_secret(secret: str) -> str:
    """The key as receivers' libraries want it; `secret` is the key in hexadecimals."""
    return PREFIX + base64.b64encode(bytes.fromhex(secret)).decode()


def signed_headers(secret: str, call_id: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    """The headers that prove who sent a message, which one it is, and when it was sent.

    HMAC-SHA256 over "id.timestamp.body"; the timestamp is in seconds since 1970.
    """
    content = f"{call_id}.{timestamp}.".encode() + body
    digest = hmac.new(bytes.fromhex(secret), content, hashlib.sha256).digest()
    return {
        "webhook-id": call_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
