"""`Letter`: what a mail says, in plain values. Text and HTML are both written from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from search.highlight import Fragment

Marked = tuple[Fragment, ...]

_SPACE = re.compile(r"\s+")
_SUBJECT = 110  # characters; more is cut off by every mailbox


@dataclass(frozen=True)
class Link:
    """Where a reader can go. `url` is a whole address, never a path."""

    label: str
    url: str


@dataclass(frozen=True)
class Item:
    """An entry with what happened to it. `kind` is its type, as a hue in HTML."""

    kind: str
    facts: tuple[str, ...]  # "Scholing", "Nieuwe uitvoering", "3 maart 2027"
    title: Marked
    url: str
    texts: tuple[Marked, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """The part that is the same for everybody who gets it. `opening` and `closing`: paragraphs."""

    subject: str
    opening: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()  # a list to choose from
    action: Link | None = None  # the one thing to do
    closing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Footer:
    """The part that is one reader's own: why it comes, and how to stop it."""

    lines: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


def clean(text: str) -> str:
    """One line without characters that do something unseen: turn the text around, hide a part."""
    kept = "".join(
        character if unicodedata.category(character)[0] != "C" else " " for character in text
    )
    return _SPACE.sub(" ", kept).strip()


def cut(text: str, length: int = _SUBJECT) -> str:
    """A text as one line of at most `length` characters, cut at a word."""
    line = clean(text)
    if len(line) <= length:
        return line
    head = line[:length]
    return f"{head.rpartition(' ')[0] or head[:-1]}…"


def marked(fragments: Iterable[Fragment]) -> Marked:
    """Fragments without unseen characters; the spaces between them stay."""
    return tuple(
        Fragment(_unseen(fragment.text), fragment.marked) for fragment in fragments if fragment.text
    )


def plain(text: str) -> Marked:
    """A text in which nothing is marked."""
    return (Fragment(clean(text), False),)


def _unseen(text: str) -> str:
    return _SPACE.sub(
        " ", "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    )
