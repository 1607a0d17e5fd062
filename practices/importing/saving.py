"""Many pages at once.

What `add_child`, `save_revision` and `publish` do for one page takes some hundred queries, most
of them to read back what was just written. What is on a page is known here, so only the page
itself is saved on its own (others listen to that); everything that hangs on it goes in by the
hundreds: lists, terms, tags, revisions and the lines in the history.

    save pages -> rows of their lists -> revisions -> history -> what they refer to -> tell
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageLogEntry, Revision
from wagtail.signals import page_published, published

from practices.importing.indexes import index_references
from practices.importing.records import Prepared
from practices.importing.rows import all_list_names, save_rows, take_lists
from practices.models import LearningNetwork


class Seat:
    """Where the next new page below a network goes."""

    def __init__(self, network: LearningNetwork) -> None:
        # Locked until the end of the transaction, as `add_child` would for one page.
        Page.objects.select_for_update().get(pk=network.pk)
        self.network = network
        last = network.get_children().order_by("path").last()
        self._last = last.path if last else ""
        self.slugs = set(network.get_children().values_list("slug", flat=True))

    def take(self, page: Any) -> None:
        """Give a page its place in the tree, its language and its address."""
        page.depth = self.network.depth + 1
        path = Page._get_path(self.network.path, page.depth, 1)
        if self._last:
            path = Page(path=self._last, depth=page.depth)._inc_path()
        page.path = self._last = path
        page.locale_id = self.network.locale_id
        page._cached_parent_obj = self.network
        page.set_url_path(self.network)


class Change:
    """A page with its lists in memory, and the names of what on it is to be written."""

    def __init__(self, page: Any, prepared: Prepared, names: Iterable[str], title: str) -> None:
        self.page = page
        self.prepared = prepared
        self.is_new = page.pk is None
        self.names = all_list_names(page) if self.is_new else frozenset(names)
        self.old_title = title
        self.lists: dict[str, list[Any]] = {}


def save_page(change: Change, user: Any) -> None:
    """Save the page alone, to the site if it is live; it has passed every check."""
    page, now = change.page, timezone.now()
    change.lists = take_lists(page)
    page.draft_title = page.title
    page.has_unpublished_changes = not page.live
    page.latest_revision_created_at = now
    if page.live:
        page.first_published_at = page.first_published_at or now
        page.last_published_at = now
    page._is_site_root = False  # an entry never is; spares a query
    if change.is_new:
        page.owner = user
        page.save(clean=False, log_action=None)
        return
    columns = {field.name for field in page._meta.concrete_fields}
    housekeeping = (
        "draft_title",
        "has_unpublished_changes",
        "latest_revision_created_at",
        "last_published_at",
    )
    page.save(clean=False, update_fields=[*(change.names & columns), *housekeeping])


def complete(batch: Sequence[Change], user: Any) -> None:
    """Write everything that hangs on saved pages."""
    save_rows([(change.page, change.lists, change.names) for change in batch])
    _count_children([change.page for change in batch if change.is_new])
    _write_history(batch, user)
    for change in batch:
        index_references(change.page)


def _count_children(pages: Sequence[Any]) -> None:
    counts: dict[int, int] = {}
    for page in pages:
        parent = page._cached_parent_obj
        counts[parent.pk] = counts.get(parent.pk, 0) + 1
        parent.numchild += 1
    for pk, count in counts.items():
        Page.objects.filter(pk=pk).update(numchild=F("numchild") + count)


def _write_history(batch: Sequence[Change], user: Any) -> None:
    """Give pages their revision, write their history, and tell who listens to publishing."""
    base = ContentType.objects.get_for_model(Page)
    pages = [change.page for change in batch]
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                content_type=ContentType.objects.get_for_model(type(page)),
                base_content_type=base,
                object_id=str(page.pk),
                created_at=page.latest_revision_created_at,
                user=user,
                object_str=str(page),
                content=page.serializable_data(),
            )
            for page in pages
        ]
    )
    lines: list[PageLogEntry] = []
    for change, revision in zip(batch, revisions, strict=True):
        change.page.latest_revision = revision
        change.page.live_revision = revision if change.page.live else None
        lines.extend(_log_lines(change, revision, user))
    PageLogEntry.objects.bulk_create(lines)
    # Only numbers: nothing that others listen for has changed since the pages were saved.
    Page.objects.bulk_update(pages, ["latest_revision", "live_revision"])
    live = [pair for pair in zip(pages, revisions, strict=True) if pair[0].live]
    # Not before it is true: an import that fails later on publishes nothing.
    transaction.on_commit(lambda: _tell(live))


def _tell(published_pages: Sequence[tuple[Any, Revision]]) -> None:
    for page, revision in published_pages:
        page_published.send(sender=type(page), instance=page, revision=revision)
        published.send(sender=type(page), instance=page, revision=revision)


def _log_lines(change: Change, revision: Revision, user: Any) -> list[PageLogEntry]:
    page = change.page
    actions: list[tuple[str, dict[str, Any]]] = [
        ("wagtail.create" if change.is_new else "wagtail.edit", {})
    ]
    if page.live:
        data: dict[str, Any] = {}
        if not change.is_new and change.old_title != page.title:
            data = {"title": {"old": change.old_title, "new": page.title}}
            actions.append(("wagtail.rename", data))
        actions.append(("wagtail.publish", data))
    return [
        PageLogEntry(
            content_type=ContentType.objects.get_for_model(type(page)),
            label=page.get_admin_display_title(),
            action=action,
            timestamp=page.latest_revision_created_at,
            uuid=get_active_log_context().uuid,
            user=user,
            revision=revision,
            content_changed=action != "wagtail.rename",
            data=data,
            page=page,
        )
        for action, data in actions
    ]
