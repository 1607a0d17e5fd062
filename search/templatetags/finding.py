"""Counts and lists from the index for pages that `practices` owns, as plain values.

`practices` does not know `search`; its templates ask here. When the index is away the page is
still there: the tag gives nothing, and the template says that searching is unavailable.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django import template

from practices.cards import Card
from practices.models import Entry, LearningNetwork
from practices.pages.relations import RelatedGroup
from search import browsing
from search.engines.base import EngineUnavailableError
from search.finding import find_cards
from search.overview.site import SiteOverview, site_index, site_overview
from search.overview.term import TermOverview, term_overview
from search.query import SearchQuery
from search.similar import similar_entries

register = template.Library()
logger = logging.getLogger(__name__)


@register.simple_tag
def catalogue() -> SiteOverview:
    """The whole catalogue in counts; without any (`total` is None) when the index is away."""
    try:
        return site_overview()
    except EngineUnavailableError as error:
        logger.warning("The index is away: the page shows no counts: %s", error)
        return site_index()


@register.simple_tag
def newest_entries(limit: int) -> list[Card]:
    """The cards of the newest entries; from the database when the index is away."""
    try:
        return find_cards(SearchQuery(), limit)[1]
    except EngineUnavailableError as error:
        logger.warning("The index is away: the newest entries come from the database: %s", error)
        return browsing.newest(limit)


@register.simple_tag
def newest_of_network(page: LearningNetwork, limit: int) -> list[Card]:
    """The cards of the newest entries of a network, from the database."""
    return browsing.newest(limit, browsing.of_network(page))


@register.simple_tag
def network_overview(page: LearningNetwork) -> TermOverview | None:
    """What a learning network has, or None when the index is away."""
    try:
        return term_overview("netwerk", page.slug, page.title)
    except EngineUnavailableError as error:
        logger.warning("The index is away: the page of a network shows no counts: %s", error)
        return None


@register.simple_tag
def similar_cards(entry: Entry, limit: int = 3, related: Sequence[RelatedGroup] = ()) -> list[Card]:
    """The cards of entries like this one, other regions first; none when the index is away.

    What stands in `related` is on the page already and is left out.
    """
    if entry.pk is None:
        return []
    try:
        shown = {card.id for group in related for card in group.cards}
        return similar_entries(entry.pk, limit, shown)
    except EngineUnavailableError as error:
        logger.warning("The index is away: the page shows no similar entries: %s", error)
        return []
