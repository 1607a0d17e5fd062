"""Names that last: the same for ever, whatever happens to a title, a slug, a place or the host."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q
from wagtail.models import Page


@dataclass(frozen=True)
class Known:
    """Of entries: their lasting id and when they were last changed. `site` is that of the tree."""

    site: UUID
    ids: Mapping[int, UUID]
    changed: Mapping[int, datetime]

    def named(self, kind: str, name: object) -> UUID:
        """The lasting id of something that is no page: a session, a search."""
        return uuid5(self.site, f"{kind}:{name}")


def known(entry_ids: Collection[int] = ()) -> Known:
    """Read the lasting ids of these entries, in one query.

    Wagtail gives every page such a key when it is made, and it stays when the page moves. That of
    the root of the tree tells one platform from another.
    """
    rows = Page.objects.filter(Q(pk__in=list(entry_ids)) | Q(depth=1)).order_by("depth", "path")
    site, *entries = list(rows.values_list("depth", "pk", "translation_key", "last_published_at"))
    entries = [row for row in entries if row[0] > 1]
    return Known(
        site=site[2],
        ids={pk: key for _depth, pk, key, _at in entries},
        changed={pk: at for _depth, pk, _key, at in entries if at},
    )
