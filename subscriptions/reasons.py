"""Why something is in a mail or a feed, in Dutch sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from practices.cards import Card
from practices.models.choices import Phase
from practices.vocabulary import Vocabulary
from search.facets import FACET_BY_PARAMETER
from search.query import SearchQuery
from subscriptions.models import News, NewsKind


def sentences(news: Iterable[News]) -> tuple[str, ...]:
    """What happened to one entry, each thing said once."""
    return tuple(dict.fromkeys(_sentence(each) for each in news))


def _sentence(news: News) -> str:
    if news.kind == NewsKind.PUBLISHED:
        return _("Staat er weer op") if news.again else _("Nieuw geplaatst")
    if news.kind == NewsKind.RELEVANT:
        return _("Hoort er nu ook bij")
    if news.kind == NewsKind.SESSION:
        start = timezone.localtime(datetime.fromisoformat(news.detail))
        return _("Nieuwe uitvoering op %(day)s om %(time)s uur") % {
            "day": date_format(start, "j F Y"),
            "time": date_format(start, "H.i"),
        }
    if news.kind == NewsKind.CONFIRMED:
        day = date_format(date.fromisoformat(news.detail), "j F Y")
        return _("Nog actueel: bevestigd op %(day)s") % {"day": day}
    if news.detail == Phase.STOPPED:
        return _("Dit experiment is gestopt")
    return _("De fase is nu: %(phase)s") % {"phase": str(Phase(news.detail).label).lower()}


def met_filters(query: SearchQuery, card: Card, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The chosen filters of a search, as far as there are, in words: "Regio: Drenthe".

    An entry that was found meets every filter; of several values in one filter the card tells
    which, where it shows them, and else they are all named.
    """
    found = []
    shown = {
        "soort": {card.type},
        "sector": {term.value for term in card.sectors},
        "thema": {term.value for term in card.themes},
        "trefwoord": {term.value for term in card.tags},
        "regio": {
            code
            for term in card.regions
            for code in (*vocabulary.regions.found_under([term.value]), term.value)
        },
    }
    for parameter, chosen in query.facets:
        met = [value for value in chosen if value in shown.get(parameter, {value})]
        labels = [term.label for value in met if (term := vocabulary.term(parameter, value))]
        if labels:
            found.append(f"{FACET_BY_PARAMETER[parameter].label}: {', '.join(labels)}")
    return tuple(found)
