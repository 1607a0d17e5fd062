"""How the platform writes dates, numbers and money. Builtin in templates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

register = template.Library()


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
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
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


def _local(value: Any) -> Any:
    return (
        timezone.localtime(value)
        if isinstance(value, datetime) and timezone.is_aware(value)
        else value
    )
