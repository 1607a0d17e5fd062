"""Why an entry was found: which of its words met which word of the query, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.visibility import visible
from search.analysis import QueryGroup
from search.asking import ask
from search.documents import build_documents
from search.facets import FACET_BY_PARAMETER
from search.highlight import Highlighter
from search.query import MAX_ID, SearchQuery

MAX_WORDS = 6  # of one place


@dataclass(frozen=True)
class Place:
    """Where words stand, and the words as they stand there."""

    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Reason:
    """A word of the query, or a filter, and what met it. No places: the entry has no such word."""

    asked: str
    places: tuple[Place, ...]


def reasons(entry_id: int, query: SearchQuery) -> tuple[Reason, ...]:
    """What in an entry met a search; empty when the public may not see the entry.

    Raises EngineUnavailableError.
    """
    vocabulary = vocabularies.current()
    if entry_id > MAX_ID or not visible().filter(pk=entry_id).exists():
        return ()
    asked = ask(query, vocabulary)
    document = next(build_documents([entry_id], vocabulary), None)
    if document is None:
        return ()
    texts = {
        _("titel"): document.title,
        _("samenvatting"): document.summary,
        _("tekst"): document.body,
        _("kenmerken"): document.labels,
    }
    found = [Reason(group.text, _places(group, texts)) for group in asked.engine_query.groups]
    values = dict(document.facets)
    for parameter, chosen in asked.query.facets:
        met = [value for value in chosen if value in values.get(parameter, ())]
        labels = [term.label for value in met if (term := vocabulary.term(parameter, value))]
        label = str(FACET_BY_PARAMETER[parameter].label)
        found.append(Reason(label, (Place(_("kenmerk"), tuple(labels)),) if labels else ()))
    return tuple(found)


def _places(group: QueryGroup, texts: dict[str, str]) -> tuple[Place, ...]:
    marker = Highlighter([group])
    places = [
        Place(label, _different(part.text for part in marker.highlight(text) if part.marked))
        for label, text in texts.items()
    ]
    return tuple(place for place in places if place.words)


def _different(words: Iterable[str]) -> tuple[str, ...]:
    different = {word.casefold(): word for word in reversed(list(words))}
    return tuple(list(reversed(different.values()))[:MAX_WORDS])
