"""What the platform draws in the same way everywhere: icons, marks, the map. Builtin in templates.

These stand up to a hundred times on a page of results, where an included template for each
took half of the time of the page; so they are written here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from html import escape
from typing import Protocol

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


class Fragment(Protocol):
    """A piece of a text, and whether it was looked for."""

    @property
    def text(self) -> str: ...
    @property
    def marked(self) -> bool: ...


# The provinces by code, at the row and column where they lie on a map of four by four.
PROVINCE_TILES = {
    "PV21": (0, 2),
    "PV20": (0, 3),
    "PV27": (1, 1),
    "PV24": (1, 2),
    "PV22": (1, 3),
    "PV28": (2, 0),
    "PV26": (2, 1),
    "PV25": (2, 2),
    "PV23": (2, 3),
    "PV29": (3, 0),
    "PV30": (3, 1),
    "PV31": (3, 2),
}


@register.simple_tag
def mark_typed(label: str, typed: str) -> SafeString:
    """A label with what was typed marked, where words begin with it; accents and case aside."""
    wanted = sorted(
        {_flat(word) for word in re.findall(r"\w+", typed[:100])}, key=len, reverse=True
    )
    if not wanted:
        return format_html("{}", label)
    begins = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, wanted))})")
    pieces, done = [], 0
    for found in begins.finditer(_flat(label)):
        pieces.append((label[done : found.start()], label[found.start() : found.end()]))
        done = found.end()
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, label[done:])


def _flat(text: str) -> str:
    """Without accents and capitals, each character in its own place."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] or char for char in text)


@register.simple_tag
@cache
def icon(name: str, css: str = "icon") -> SafeString:
    """An icon from our own sheet. It only repeats what the words beside it say."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("icons.svg"),
        name,
    )


@register.simple_tag
@cache
def entry_type(slug: str, label: str, chip: bool = False) -> SafeString:
    """The type of an entry: shape, hue and word; as a chip it has a ground."""
    return format_html(
        '<span class="type type--{}{}">{}{}</span>',
        slug,
        " type--chip" if chip else "",
        icon(f"type-{slug}", "type__shape"),
        label,
    )


@register.simple_tag
def marked(fragments: Iterable[Fragment]) -> SafeString:
    """A text in pieces, what was looked for marked."""
    pieces = (
        f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text)
        for piece in fragments
    )
    return mark_safe("".join(pieces))  # noqa: S308  # escaped above


@register.simple_tag
def province_map(
    here: Collection[str] = (), css: str = "minimap", mark: str = "is-here"
) -> SafeString:
    """The twelve provinces as a small picture, those in `here` (codes) filled."""
    return _province_map(frozenset([here] if isinstance(here, str) else here), css, mark)


@lru_cache(maxsize=500)
def _province_map(here: frozenset[str], css: str, mark: str) -> SafeString:
    tiles = format_html_join(
        "",
        '<rect x="{}" y="{}" width="6.5" height="6.5" rx="1"{}/>',
        (
            (
                column * 8 + 1,
                row * 8 + 1,
                format_html(' class="{}"', mark) if code in here or "NL" in here else mark_safe(""),
            )
            for code, (row, column) in PROVINCE_TILES.items()
        ),
    )
    return format_html(
        '<svg class="{}" viewBox="0 0 33 33" aria-hidden="true" focusable="false">{}</svg>',
        css,
        tiles,
    )
