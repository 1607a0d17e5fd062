"""Sessions to come of trainings that were withdrawn: a calendar that had them says they are off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.utils import timezone
from wagtail.models import Page

from practices.visibility import restricted_paths
from practices.vocabulary import Vocabulary
from search.query import SearchQuery
from subscriptions.models import Known, KnownSession
from subscriptions.news import meets

BATCH = 500  # sessions


def withdrawn_sessions(
    query: SearchQuery, vocabulary: Vocabulary, limit: int
) -> list[KnownSession]:
    """The first sessions to come of withdrawn trainings that this search found before.

    Told by what the training was tagged with; its words are no longer in the index, so a search
    with words says nothing of it. Of what stands behind a restriction nothing is said either:
    that it is there is not for everybody to know.
    """
    if query.text:
        return []
    gone = Known.objects.filter(visible=False, was_visible=True)
    rows = KnownSession.objects.filter(
        start__gte=timezone.now(), entry_id__in=gone.values("entry_id")
    )
    if query.entries:
        rows = rows.filter(entry_id__in=query.entries)
    closed = restricted_paths()
    found: list[KnownSession] = []
    read = rows.order_by("start", "session_id").iterator(BATCH)
    while len(found) < limit and (some := list(islice(read, BATCH))):
        found += _found(query, vocabulary, some, closed)
    return found[:limit]


def _found(
    query: SearchQuery, vocabulary: Vocabulary, sessions: Sequence[KnownSession], closed: list[str]
) -> list[KnownSession]:
    ids = {session.entry_id for session in sessions}
    pages = Page.objects.filter(pk__in=ids).values_list("pk", "path")
    hidden = {pk for pk, path in pages if any(path.startswith(above) for above in closed)}
    met = {
        known.entry_id
        for known in Known.objects.filter(entry_id__in=ids - hidden)
        if meets(query, known.facets, vocabulary)
    }
    return [session for session in sessions if session.entry_id in met]
