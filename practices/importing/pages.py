"""Pages out of entries that were read: found or made, changed, and put on the site or in draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Page

from practices.importing.applying import apply
from practices.importing.building import build_rows
from practices.importing.indexes import index_for_admin, index_references
from practices.importing.loading import load_lists
from practices.importing.lookup import Lookup
from practices.importing.records import Prepared
from practices.importing.saving import Change, Seat, complete, save_page

BATCH = 200  # pages that are read or completed together
INDEX_BATCH = 2000  # pages that go in the admin's search index together; it counts itself anew


class PageWriter:
    """Writes entries. Use it inside a transaction and call `finish` at the end.

    Give it the entries that exist before those that are new: a page that moves and a page that
    is new must not look for a place in the tree at the same time.
    """

    def __init__(self, lookup: Lookup, *, publish: bool, user: Any = None) -> None:
        self.lookup = lookup
        self.publish = publish
        self.user = user
        self.outcomes: Counter[str] = Counter()
        self._targets = {key: known.pk for key, known in lookup.entries.items() if known.pk}
        self._existing: list[Prepared] = []
        self._existing_ahead: list[Prepared] = []  # they point at an entry that is yet to come
        self._new: list[Change] = []
        self._new_ahead: list[Change] = []
        self._seats: dict[int, Seat] = {}
        self._written: list[Any] = []

    def write(self, prepared: Prepared) -> None:
        """Write one entry, perhaps together with later ones; `outcomes` tells what became of it."""
        if self.lookup.entries[prepared.external_id].pk is None:
            self._flush(self._existing)
            self._create(prepared)
            return
        ahead = self._points_ahead(prepared)
        (self._existing_ahead if ahead else self._existing).append(prepared)
        if len(self._existing) >= BATCH:
            self._flush(self._existing)

    def finish(self) -> None:
        """Complete what was started, and bring Wagtail's own indexes up to date."""
        self._flush(self._existing)
        self._complete(self._new)
        self._complete(self._new_ahead)
        self._flush(self._existing_ahead)
        self._index_written()

    def _points_ahead(self, prepared: Prepared) -> bool:
        return any(
            target not in self._targets
            for row in prepared.lists.get("relations", ())
            for target in row.targets.values()
        )

    def _complete(self, changes: list[Change]) -> None:
        for start in range(0, len(changes), BATCH):
            batch = changes[start : start + BATCH]
            for change in batch:
                # Now every entry that it may point at has its number.
                relations = change.prepared.lists.get("relations")
                if relations and "relations" in change.names:
                    change.lists["relations"] = build_rows(relations, self._targets)
            complete(batch, self.user)
            self._written.extend(change.page for change in batch)
        changes.clear()
        if len(self._written) >= INDEX_BATCH:
            self._index_written()

    def _index_written(self) -> None:
        index_for_admin(self._written)
        self._written.clear()

    # --- new pages -----------------------------------------------------------------------

    def _create(self, prepared: Prepared) -> None:
        if prepared.network is None:
            raise ValueError("an entry without a network was not checked")
        seat = self._seats.get(prepared.network.pk)
        if seat is None:
            seat = self._seats[prepared.network.pk] = Seat(prepared.network)
        page: Any = prepared.shape.model(external_id=prepared.external_id, live=self.publish)
        names = apply(page, prepared, self.lookup, self._targets)
        page.slug = _free_slug(page.slug or page.title, prepared.external_id, seat.slugs)
        seat.take(page)
        change = Change(page, prepared, names, page.title)
        save_page(change, self.user)
        self._targets[prepared.external_id] = page.pk
        self.outcomes["created"] += 1
        if self._points_ahead(prepared):
            self._new_ahead.append(change)
        else:
            self._new.append(change)
        if len(self._new) >= BATCH:
            self._complete(self._new)

    # --- pages that exist ----------------------------------------------------------------

    def _flush(self, waiting: list[Prepared]) -> None:
        for start in range(0, len(waiting), BATCH):
            self._update(waiting[start : start + BATCH])
        waiting.clear()

    def _update(self, batch: Sequence[Prepared]) -> None:
        numbers = {one.external_id: self._targets[one.external_id] for one in batch}
        moved = {one.external_id for one in batch if self._move(one, numbers[one.external_id])}
        pages: dict[int, Any] = {}
        for model in {one.shape.model for one in batch}:
            found = model._default_manager.in_bulk(
                [numbers[one.external_id] for one in batch if one.shape.model is model]
            )
            load_lists(list(found.values()))
            pages.update(found)
        copied = set(Page.objects.filter(alias_of__in=pages).values_list("alias_of_id", flat=True))
        changes: list[Change] = []
        for one in batch:
            page = pages[numbers[one.external_id]]
            if self.publish and _is_plain(page) and page.pk not in copied:
                change = self._change(page, one)
                changed = change is not None
                if change is not None:
                    changes.append(change)
            else:
                changed = self._publish(page, one) if self.publish else self._draft(page, one)
            self.outcomes["updated" if changed or one.external_id in moved else "unchanged"] += 1
        self._complete(changes)

    def _change(self, page: Any, prepared: Prepared) -> Change | None:
        title = page.title
        names = apply(page, prepared, self.lookup, self._targets)
        if not names:
            return None
        change = Change(page, prepared, names, title)
        save_page(change, self.user)
        return change

    def _publish(self, page: Any, prepared: Prepared) -> bool:
        """Publish a page that has a draft, a date to go live or a copy, the way the admin does."""
        draft = page.get_latest_revision_as_object()
        if page.live and page.has_unpublished_changes:
            # What is on the site is the start, so that the unfinished draft of an editor is not
            # published along; it is put back on top, with the same changes, as the draft it was.
            if not apply(page, prepared, self.lookup, self._targets):
                return False
            self._save_and_publish(page)
            published = page.specific_class._default_manager.get(pk=page.pk)
            draft = published.with_content_json(draft.serializable_data())
            apply(draft, prepared, self.lookup, self._targets, published)
            draft.save_revision(user=self.user, log_action=True, clean=False)
        elif apply(draft, prepared, self.lookup, self._targets) or not page.live:
            self._save_and_publish(draft)
        else:
            return False
        self._index(page)
        return True

    def _draft(self, page: Any, prepared: Prepared) -> bool:
        draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else page
        if not apply(draft, prepared, self.lookup, self._targets):
            return False
        draft.save_revision(user=self.user, log_action=True, clean=False)
        self._index(page)
        return True

    def _save_and_publish(self, page: Any) -> None:
        revision = page.save_revision(user=self.user, log_action=True, clean=False)
        revision.publish(user=self.user)

    def _index(self, page: Any) -> None:
        fresh = type(page)._default_manager.get(pk=page.pk)
        index_references(fresh)
        self._written.append(fresh)

    def _move(self, prepared: Prepared, pk: int) -> bool:
        network = prepared.network
        known = self.lookup.entries[prepared.external_id]
        if network is None or known.network == network.slug:
            return False
        page: Any = prepared.shape.model._default_manager.get(pk=pk)
        taken = set(network.get_children().values_list("slug", flat=True))
        if page.slug in taken:
            page.slug = _free_slug(page.slug, prepared.external_id, taken)
            page.save(clean=False)
        page.move(network, pos="last-child", user=self.user)
        self._index(page)
        return True


def _is_plain(page: Any) -> bool:
    """Whether what is on the site is all there is: no draft, and no date to go live."""
    waits = page.go_live_at is not None and page.go_live_at > timezone.now()
    return page.live and not page.has_unpublished_changes and not waits


def current_page(prepared: Prepared, pk: int) -> Any:
    """An entry as its editor sees it: the latest draft, or what is on the site."""
    page: Any = prepared.shape.model._default_manager.get(pk=pk)
    return page.get_latest_revision_as_object() if page.has_unpublished_changes else page


def _free_slug(wish: str, external_id: str, taken: set[str]) -> str:
    """A slug that no page of the network has yet; it is counted as taken from now on."""
    base = slugify(wish)[:200].strip("-") or slugify(external_id)[:200] or "vermelding"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
