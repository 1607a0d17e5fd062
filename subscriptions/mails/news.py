"""The mail that tells what is new: an edition as a letter."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kennisplatform.templatetags.house import long_date
from practices import vocabulary
from search.query import FACET_PARAMETERS, SearchQuery
from search.wording import PLACE, listing
from subscriptions.mails.letter import Item, Letter, Link, clean, cut, marked
from subscriptions.models import NewsKind
from subscriptions.news import NewsItem

IN_FULL = 50  # items; a longer mail is cut off by mail programs
_NAMED = 3  # places, and subjects, in the subject of a mail


def letter(query: SearchQuery, items: Sequence[NewsItem]) -> Letter:
    """What is new in a search; `items` is not empty."""
    more = len(items) - IN_FULL
    page = search_address(query.with_order("nieuwste"))
    look = _("Bekijk alles op de site")
    if more > 0:
        look = ngettext("En nog %(count)d andere", "En nog %(count)d andere", more) % {
            "count": more
        }
    return Letter(
        subject=subject(query, items),
        items=tuple(_item(item) for item in items[:IN_FULL]),
        action=Link(look, page),
    )


def subject(query: SearchQuery, items: Sequence[NewsItem]) -> str:
    """What the mail is about: "3 nieuw in Drenthe: nachtzorg", or the title of the only one."""
    if len(items) == 1:
        kind = NewsKind(items[0].kinds[0]).label
        return cut(f"{kind}: {items[0].hit.card.title}")
    terms = vocabulary.current()
    places = terms.labels(PLACE, query.values(PLACE))
    subjects = [query.text] if query.text else []
    for parameter in FACET_PARAMETERS:
        if parameter != PLACE:
            subjects += terms.labels(parameter, query.values(parameter))
    start = _("%(count)d nieuw") % {"count": len(items)}
    if places:
        start = _("%(start)s in %(places)s") % {"start": start, "places": _listing(places)}
    elif not subjects:
        start = _("%(start)s op %(site)s") % {"start": start, "site": settings.WAGTAIL_SITE_NAME}
    return cut(f"{start}: {_listing(subjects)}" if subjects else start)


def search_address(query: SearchQuery) -> str:
    """The whole address of the page that lists a search."""
    return f"{settings.BASE_URL}{reverse('search:search')}?{query.query_string}"


def _item(item: NewsItem) -> Item:
    card = item.hit.card
    kinds = [str(NewsKind(kind).label) for kind in item.kinds]
    texts = (marked(item.hit.summary), marked(item.hit.passage))
    return Item(
        kind=card.type,
        facts=(card.type_label, *kinds, long_date(item.at).replace(" ", "\N{NO-BREAK SPACE}")),
        title=marked(item.hit.title),
        url=f"{settings.BASE_URL}{iri_to_uri(card.url)}",
        texts=tuple(text for text in texts if text),
        reasons=tuple(clean(reason).rstrip(".") for reason in (*item.reasons, *item.met)),
    )


def _listing(words: list[str]) -> str:
    more = len(words) - _NAMED
    if more <= 0:
        return listing(words)
    return _("%(words)s en %(count)d andere") % {
        "words": ", ".join(words[:_NAMED]),
        "count": more,
    }
