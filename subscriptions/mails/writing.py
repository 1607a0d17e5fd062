"""A letter as text and as HTML, both from the same values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from subscriptions.mails.letter import Footer, Item, Letter, Link, Marked

WIDTH = 72  # characters; mail programs for text break lines there
_RULE = "-" * WIDTH


@dataclass(frozen=True)
class Body:
    """The part of a mail that is the same for everybody: written once, sent to many."""

    letter: Letter
    text: str
    html: str


def write(letter: Letter) -> Body:
    """Write the shared part, in both forms."""
    html = render_to_string("email/body.html", {"letter": letter})
    return Body(letter, "\n".join(_lines(letter)), html)


def whole(body: Body, footer: Footer) -> tuple[str, str]:
    """A whole mail for one reader: text and HTML."""
    lines = [body.text, _RULE]
    lines += [_paragraph(line) for line in footer.lines]
    lines += ["", *(line for link in footer.links for line in _link(link))]
    name = settings.WAGTAIL_SITE_NAME
    lines += ["", f"{name}: {settings.BASE_URL}/", ""]
    values = {
        "letter": body.letter,
        "body": body.html,
        "footer": footer,
        "site": {"name": name, "url": f"{settings.BASE_URL}/"},
    }
    return "\n".join(lines), render_to_string("email/mail.html", values)


def _lines(letter: Letter) -> Iterator[str]:
    yield _paragraph(letter.subject)
    yield "=" * min(len(letter.subject), WIDTH)
    yield ""
    for paragraph in letter.opening:
        yield _paragraph(paragraph)
        yield ""
    for number, item in enumerate(letter.items, start=1):
        yield from _item(f"{number}. " if len(letter.items) > 1 else "", item)
        yield ""
    for link in letter.links:
        yield from _link(link)
        yield ""
    if letter.action:
        yield from _link(letter.action)
        yield ""
    for paragraph in letter.closing:
        yield _paragraph(paragraph)
        yield ""


def _item(start: str, item: Item) -> Iterator[str]:
    yield _paragraph(start + _starred(item.title), indent=" " * len(start))
    indent = " " * len(start)
    yield _paragraph(indent + " · ".join(item.facts), indent=indent)
    yield indent + item.url
    for text in item.texts:
        yield _paragraph(indent + _starred(text), indent=indent)
    if item.reasons:
        why = _("Waarom u dit krijgt: %(reasons)s.") % {"reasons": "; ".join(item.reasons)}
        yield _paragraph(indent + why, indent=indent)


def _link(link: Link) -> Iterator[str]:
    yield f"{link.label}:"
    yield link.url


def _starred(text: Marked) -> str:
    """Marked words between stars, as people write mails."""
    return "".join(
        f"*{fragment.text.strip()}*" if fragment.marked and fragment.text.strip() else fragment.text
        for fragment in text
    )


def _paragraph(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,  # an address stays whole
        break_on_hyphens=False,
    )
