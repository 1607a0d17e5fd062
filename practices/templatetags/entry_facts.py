"""The line of facts under an entry in a list: where, for whom, how far, when, what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kennisplatform.templatetags.drawing import icon
from kennisplatform.templatetags.house import euro, iso_date, long_date
from practices.cards import Card

REGIONS = 3  # named on a card; more are counted
# What a fact is, for who does not see its icon.
LABELS = {
    "place": gettext_lazy("Waar:"),
    "people": gettext_lazy("Sectoren:"),
    "step": gettext_lazy("Fase:"),
    "scale": gettext_lazy("Bewijs:"),
    "calendar": gettext_lazy("Eerstvolgende keer:"),
}

register = template.Library()


@register.simple_tag
def entry_facts(card: Card, brief: bool = False) -> SafeString:
    """The facts of a card as items of a list; `brief` leaves out the last confirmation."""
    # Each text is escaped once, below: a page of results draws about eighty facts.
    return mark_safe("".join(_facts(card, brief)))  # noqa: S308


def _facts(card: Card, brief: bool) -> Iterator[str]:
    if card.regions:
        yield _fact("place", escape(_regions(card)))
    if card.sectors:
        yield _fact("people", escape(", ".join(term.label for term in card.sectors)))
    if card.phase_label:
        yield _fact("step", escape(card.phase_label))
    if card.evidence_label:
        yield _fact("scale", escape(card.evidence_label))
    if card.next_session:
        day, words = iso_date(card.next_session), long_date(card.next_session)
        yield _fact("calendar", f'<time datetime="{day}">{escape(words)}</time>')
    if card.form_label:
        yield f"<li>{escape(card.form_label)}</li>"
    if card.price is not None:
        price = escape(euro(card.price))  # its sign says what it is
        yield f'<li><span class="sr-only">{escape(_("Prijs:"))} </span>{price}</li>'
    if card.confirmed_on and not brief:
        confirmed = _("laatst bevestigd %(date)s") % {"date": long_date(card.confirmed_on)}
        yield f'<li class="facts__quiet">{escape(confirmed)}</li>'


def _fact(symbol: str, html: str) -> str:
    return f"{_opening(symbol)}{html}</span></li>"


@cache
def _opening(symbol: str) -> str:
    label = escape(str(LABELS[symbol]))
    return f'<li>{icon(symbol)}<span><span class="sr-only">{label} </span>'


def _regions(card: Card) -> str:
    named = ", ".join(region.label for region in card.regions[:REGIONS])
    more = len(card.regions) - REGIONS
    return _("%(named)s en nog %(more)s") % {"named": named, "more": more} if more > 0 else named
