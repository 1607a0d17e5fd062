"""The line of facts under an entry in a list: where, for whom, how far, when, what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kennisplatform.templatetags.drawing import icon
from kennisplatform.templatetags.house import euro, iso_date, long_date
from practices.cards import Card

REGIONS = 3  # named on a card; more are counted

register = template.Library()


@register.simple_tag
def entry_facts(card: Card, brief: bool = False) -> SafeString:
    """The facts of a card as items of a list; `brief` leaves out the last confirmation."""
    return format_html_join("", "{}", ((fact,) for fact in _facts(card, brief)))


def _facts(card: Card, brief: bool) -> Iterator[SafeString]:
    if card.regions:
        yield _fact("place", _("Waar:"), _regions(card))
    if card.sectors:
        yield _fact("people", _("Sectoren:"), ", ".join(term.label for term in card.sectors))
    if card.phase_label:
        yield _fact("step", _("Fase:"), card.phase_label)
    if card.evidence_label:
        yield _fact("scale", _("Bewijs:"), card.evidence_label)
    if card.next_session:
        when = format_html(
            '<time datetime="{}">{}</time>',
            iso_date(card.next_session),
            long_date(card.next_session),
        )
        yield _fact("calendar", _("Eerstvolgende keer:"), when)
    if card.form_label:
        yield format_html("<li>{}</li>", card.form_label)
    if card.price is not None:
        yield _fact("euro", _("Prijs:"), euro(card.price))
    if card.confirmed_on and not brief:
        yield format_html(
            '<li class="facts__quiet">{}</li>',
            _("laatst bevestigd %(date)s") % {"date": long_date(card.confirmed_on)},
        )


def _fact(symbol: str, label: str, text: str) -> SafeString:
    return format_html(
        '<li>{}<span><span class="sr-only">{} </span>{}</span></li>', icon(symbol), label, text
    )


def _regions(card: Card) -> str:
    named = ", ".join(region.label for region in card.regions[:REGIONS])
    more = len(card.regions) - REGIONS
    return _("%(named)s en nog %(more)s") % {"named": named, "more": more} if more > 0 else named
