"""Texts as feeds and calendars can hold them."""

from __future__ import annotations

import re

# What XML 1.0 has no place for, however it is escaped; calendars break on it as well.
_NOWHERE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """A text without the characters that are nothing to read: imports may bring them."""
    return _NOWHERE.sub(" ", text)
