"""What is said about a value that cannot be read, and the names to offer instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from django.utils.translation import gettext as _

# Characters that nobody can see and no text needs; line ends and tabs are not among them.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class ValueProblem(ValueError):
    """A value that cannot be read; its text says in Dutch what to do about it."""


def nearest(written: str, known: Iterable[object], count: int = 3) -> list[str]:
    """The known names that look most like what was written, best first."""
    by_key = {str(name).casefold(): str(name) for name in known}
    found = get_close_matches(written.casefold(), by_key, n=count, cutoff=0.6)
    return [by_key[key] for key in found]


def suggestion(names: list[str]) -> str:
    """A sentence that offers these names, with a space before it; empty without names."""
    if not names:
        return ""
    return " " + _("Bedoelt u %(names)s?") % {"names": _(" of ").join(f"“{n}”" for n in names)}


def shorten(text: str, length: int = 60) -> str:
    """A text that fits in a message."""
    text = " ".join(CONTROL.sub("\N{REPLACEMENT CHARACTER}", text).split())
    return text if len(text) <= length else text[: length - 1] + "…"
