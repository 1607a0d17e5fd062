"""What is followed, for pages that do not know of following; as plain values.

The pages of the catalogue and of finding ask here. When the index is away the page is still
there, without this.
"""

from __future__ import annotations

import logging

from django import template

from practices.models import Entry, LearningNetwork
from search.engines.base import EngineUnavailableError
from subscriptions.groups import listing
from subscriptions.groups.followers import FollowedBy, followers_of

register = template.Library()
logger = logging.getLogger(__name__)


@register.simple_tag
def followed_by(entry: Entry) -> tuple[FollowedBy, ...]:
    """The networks and regions that follow this entry, or a search that finds it."""
    if entry.pk is None:
        return ()
    try:
        return followers_of(entry.pk)
    except EngineUnavailableError as error:
        logger.warning("The index is away: the page does not say who follows: %s", error)
        return ()


@register.simple_tag
def followed_for(code: str) -> tuple[listing.Follow, ...]:
    """What networks follow for the region with this code."""
    return listing.follows_for(code)


@register.simple_tag
def followed_count(network: LearningNetwork) -> int:
    """How much a network follows, for itself and for its regions."""
    return listing.open_follows().filter(network=network).count()
