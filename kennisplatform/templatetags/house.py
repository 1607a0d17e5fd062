"""How the platform writes dates, numbers and money, and draws its icons. Builtin in templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

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


@register.filter
def long_date(value: date | datetime | None) -> str:
    """A day as people write it: "4 maart 2015". Nothing for no date."""
    return date_format(_local(value), "j F Y") if value else ""


@register.filter
def month_year(value: date | datetime | None) -> str:
    """A month: "maart 2015"."""
    return date_format(_local(value), "F Y") if value else ""


@register.filter
def iso_date(value: date | datetime | None) -> str:
    """A day for machines: "2015-03-04"."""
    return _local(value).strftime("%Y-%m-%d") if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """The time of day: "9.30"."""
    if not value:
        return ""
    local = timezone.localtime(value)
    return f"{local.hour}.{local.minute:02d}"


@register.simple_tag
def moment(start: datetime, end: datetime | None = None) -> str:
    """When something is: "dinsdag 4 maart 2025, 9.30 tot 12.00 uur", or two days with a dash."""
    first = timezone.localtime(start)
    day = date_format(first, "l j F Y")
    if end is None:
        return _("%(day)s, %(time)s uur") % {"day": day, "time": clock(start)}
    last = timezone.localtime(end)
    if first.date() == last.date():
        return _("%(day)s, %(start)s tot %(end)s uur") % {
            "day": day,
            "start": clock(start),
            "end": clock(end),
        }
    return _("%(first)s tot en met %(last)s") % {
        "first": period_day(first, last),
        "last": long_date(last),
    }


def period_day(first: date | datetime, last: date | datetime) -> str:
    """The first day of a period, without the year that the last day says already."""
    return date_format(first, "j F" if first.year == last.year else "j F Y")


@register.simple_tag
def period(start: date | None, end: date | None, words: str = "") -> str:
    """A period in words: "maart 2015 tot juni 2017", "sinds maart 2015", or the words given."""
    if start and end and start == end:
        return long_date(start)
    if start and end:
        return _("%(start)s tot %(end)s") % {"start": month_year(start), "end": month_year(end)}
    if start:
        return words if words else _("sinds %(start)s") % {"start": month_year(start)}
    if end:
        return _("tot %(end)s") % {"end": month_year(end)}
    return words


@register.filter
def number(value: Decimal | float | int | None) -> str:
    """A number as Dutch readers write it: "1.250", "2,5". No decimals that say nothing."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value)).quantize(Decimal("0.01")).normalize()
    text = f"{amount:,f}"
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


@register.filter
def hours(value: Decimal | float | int | None) -> str:
    """A number of hours: "2,5 uur"."""
    return _("%(number)s uur") % {"number": number(value)} if value is not None else ""


@register.filter
def euro(value: Decimal | float | int | None) -> str:
    """A price: "gratis", "€ 250" or "€ 12,50"; nothing when it is unknown."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    if amount == 0:
        return _("gratis")
    return f"€\u00a0{money(amount)}"


def money(amount: Decimal) -> str:
    """An amount with both cents or none: "1.250", "12,50"."""
    text = f"{amount:,.2f}".removesuffix(".00")
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


@register.filter
def hostname(url: str) -> str:
    """Where an address leads, for people: "example.org"."""
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url


@register.filter
def safe_url(url: str) -> str:
    """The address when a reader may follow it (web, mail, or a path of ours), else nothing.

    Fields check this when they are filled in; an import or an old row may not have been.
    """
    return url if url.startswith(("https://", "http://", "mailto:", "/")) else ""


@register.filter
def heat(count: int, largest: int) -> int:
    """How much there is as one of five steps; 0 is nothing, 4 the most there is anywhere."""
    if not count or not largest:
        return 0
    return min(4, 1 + (4 * count - 1) // largest) if count < largest else 4


@register.filter
def share(count: int, largest: int) -> int:
    """The share of the largest in hundredths, for a bar; what is there shows."""
    return max(2, round(100 * count / largest)) if count and largest else 0


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
def icon(name: str, css: str = "icon") -> SafeString:
    """An icon from our own sheet. It only repeats what the words beside it say."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def province_map(
    here: Collection[str] = (), css: str = "minimap", mark: str = "is-here"
) -> SafeString:
    """The twelve provinces as a small picture, those in `here` (codes) filled."""
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


def _local(value: Any) -> Any:
    return (
        timezone.localtime(value)
        if isinstance(value, datetime) and timezone.is_aware(value)
        else value
    )
