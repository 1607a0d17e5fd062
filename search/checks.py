"""System checks of the search: what would otherwise be forgotten in silence."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db.models import ForeignKey
from modelcluster.fields import ParentalKey

from practices.models import Entry
from search.engines import current_engine
from search.sources import LIST_TEXTS

# Lists that hold nothing to find: relations show the other entry's own words.
NOT_FINDABLE = {"practices.Relation", "practices.EntryTag"}


@register()
def every_entry_type_is_known(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every entry type has a value for `soort`, and every list of an entry is findable."""
    from practices.entry_types import ENTRY_TYPES

    messages: list[CheckMessage] = []
    types = [model for model in apps.get_models() if issubclass(model, Entry)]
    for entry_type in types:
        if entry_type is not Entry and entry_type not in ENTRY_TYPES.values():
            messages.append(
                Error(
                    f"{entry_type._meta.label} is an entry type that search does not know.",
                    hint="Add it to ENTRY_TYPES and its text to search/sources.py.",
                    id="search.E001",
                )
            )
    known = {source.model for source in LIST_TEXTS}
    for model in apps.get_models():
        if model._meta.label in NOT_FINDABLE or model in known:
            continue
        for field in model._meta.get_fields():
            parent = field.related_model if isinstance(field, ForeignKey) else None
            if isinstance(field, ParentalKey) and parent in types:
                messages.append(
                    Error(
                        f"{model._meta.label} is a list of an entry that search does not know.",
                        hint="Add it to LIST_TEXTS in search/sources.py.",
                        id="search.E002",
                    )
                )
    return messages


@register()
def the_index_fits_the_program(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The index in service has the fields that this program writes and asks for."""
    messages: list[CheckMessage] = []
    if settings.SEARCH_ADDRESS.exposes_secret:
        messages.append(
            Warning(
                "SEARCH_URL sends a password over a network that anybody on it can read.",
                hint="Use elasticsearchs:// (TLS); name the authority's file with ?ca=.",
                id="search.W003",
            )
        )
    health = current_engine().health()
    if not health.available:
        messages.append(
            Warning(
                f"The search engine does not answer: {health.detail}.",
                hint="The site goes on without searching. See docs/operations.md.",
                id="search.W001",
            )
        )
    elif health.rebuild_needed:
        messages.append(
            Warning(
                "The search index was made for another version of this program, or is missing.",
                hint="Run: manage.py rebuild_index",
                id="search.W002",
            )
        )
    return messages
