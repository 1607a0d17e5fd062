"""Counts and lists from the index for pages that `practices` owns, as plain values.

`practices` does not know `search`; its templates ask here. When the index is away the page is
still there: the tag gives nothing, and the template says that searching is unavailable.
"""

from __future__ import annotations

import logging

from django import template

from practices.cards import Card
from practices.models import LearningNetwork
from search import overview
from search.engines.base import EngineUnavailableError
from search.finding import find_cards
from search.query import SearchQuery

register = template.Library()
logger = logging.getLogger(__name__)


@register.simple_tag
def catalogue() -> overview.SiteOverview | None:
    """The whole catalogue in counts, or None when the index is away."""
    try:
        return overview.site_overview()
    except EngineUnavailableError:
        logger.warning("The index is away: the page shows no counts", exc_info=True)
        return None


@register.simple_tag
def newest_entries(limit: int) -> list[Card]:
    """The cards of the newest entries; none when the index is away."""
    try:
        return find_cards(SearchQuery(), limit)[1]
    except EngineUnavailableError:
        logger.warning("The index is away: the page shows no newest entries", exc_info=True)
        return []


@register.simple_tag
def network_overview(page: LearningNetwork) -> overview.TermOverview | None:
    """What a learning network has, or None when the index is away."""
    try:
        return overview.term_overview("netwerk", page.slug, page.title)
    except EngineUnavailableError:
        logger.warning("The index is away: the page of a network shows no counts", exc_info=True)
        return None
