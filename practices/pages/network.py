"""What the page of a learning network shows of the catalogue itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from practices import vocabulary as vocabularies
from practices.models import LearningNetwork
from practices.pages.sessions import upcoming

UPCOMING = 5


def network_context(page: LearningNetwork, request: HttpRequest) -> dict[str, Any]:
    """Return the sessions to come in this network and the provinces that its map fills."""
    tree = vocabularies.current().regions
    return {
        "sessions": upcoming(UPCOMING, below=page.path),
        "provinces": tree.found_under([page.region.code]) if page.region else frozenset(),
        "address": page.get_full_url(request) or "",
    }
