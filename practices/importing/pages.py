"""Pages out of entries that were read: made, changed, moved, published, with their history."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.signals import page_published, published

from practices.importing.applying import apply
from practices.importing.lookup import Lookup
from practices.importing.records import Prepared
from practices.models import LearningNetwork


class PageWriter:
    """Writes entries one by one. Use it inside a transaction and call `finish` at the end."""

    def __init__(self, lookup: Lookup, *, publish: bool, user: Any = None) -> None:
        self.lookup = lookup
        self.publish = publish
        self.user = user
        self.targets = {key: known.pk for key, known in lookup.entries.items() if known.pk}
        self._waiting: list[tuple[Any, Prepared]] = []
        self._slugs: dict[int, set[str]] = {}

    def write(self, prepared: Prepared) -> str:
        """Write one entry; return "created", "updated" or "unchanged"."""
        known = self.lookup.entries[prepared.external_id]
        if known.pk is None:
            return self._create(prepared)
        return self._update(prepared, known.pk)

    def finish(self) -> None:
        """Complete the entries that point at entries that came after them."""
        for page, prepared in self._waiting:
            apply(page, prepared, self.lookup, self.targets)
            page.save(clean=False)
            self._record_history(page)
        self._waiting.clear()

    def _create(self, prepared: Prepared) -> str:
        network = prepared.network
        if network is None:
            raise ValueError("an entry without a network was not checked")
        page: Any = prepared.shape.model(external_id=prepared.external_id, owner=self.user)
        waits = any(
            target not in self.targets
            for row in prepared.lists.get("relations", ())
            for target in row.targets.values()
        )
        relations = prepared.lists.pop("relations") if waits else None
        apply(page, prepared, self.lookup, self.targets)
        page.slug = self._free_slug(network, page.slug or page.title, prepared.external_id)
        if self.publish:
            now = timezone.now()
            page.first_published_at = page.first_published_at or now
            page.last_published_at = now
        page.live = self.publish
        page.has_unpublished_changes = not self.publish
        network.add_child(instance=page)
        self.targets[prepared.external_id] = page.pk
        if relations is None:
            self._record_history(page)
        else:
            prepared.lists["relations"] = relations
            self._waiting.append((page, prepared))
        return "created"

    def _record_history(self, page: Any) -> None:
        """Give a new page its revision, and say so in the log and to whoever listens."""
        revision = Revision.objects.create(
            content_object=page,
            base_content_type=page.get_base_content_type(),
            user=self.user,
            content=page.serializable_data(),
            object_str=str(page),
        )
        page.latest_revision = revision
        page.latest_revision_created_at = revision.created_at
        page.live_revision = revision if page.live else None
        # An update and no save: nothing that others listen for has changed since the save above.
        Page.objects.filter(pk=page.pk).update(
            latest_revision=revision,
            latest_revision_created_at=revision.created_at,
            live_revision=page.live_revision,
        )
        log(page, "wagtail.create", user=self.user, revision=revision, content_changed=True)
        if page.live:
            log(page, "wagtail.publish", user=self.user, revision=revision, content_changed=True)
            published.send(sender=type(page), instance=page, revision=revision)
            page_published.send(sender=type(page), instance=page, revision=revision)

    def _update(self, prepared: Prepared, pk: int) -> str:
        page = prepared.shape.model._default_manager.get(pk=pk)
        moved = self._move(page, prepared.network)
        if moved:
            page = prepared.shape.model._default_manager.get(pk=pk)
        changed = self._publish(page, prepared) if self.publish else self._draft(page, prepared)
        return "updated" if moved or changed else "unchanged"

    def _publish(self, page: Any, prepared: Prepared) -> bool:
        if not page.live:
            draft = page.get_latest_revision_as_object()
            apply(draft, prepared, self.lookup, self.targets)
            self._save_and_publish(draft)
            return True
        # What is on the site is the start, so that the unfinished draft of an editor is not
        # published along; it is put back on top, with the same changes, as the draft it was.
        draft = page.get_latest_revision_as_object() if page.has_unpublished_changes else None
        if not apply(page, prepared, self.lookup, self.targets):
            return False
        self._save_and_publish(page)
        if draft is not None:
            draft.live_revision = page.live_revision
            apply(draft, prepared, self.lookup, self.targets)
            draft.save_revision(user=self.user, log_action=True, clean=False)
        return True

    def _draft(self, page: Any, prepared: Prepared) -> bool:
        draft = page.get_latest_revision_as_object()
        if not apply(draft, prepared, self.lookup, self.targets):
            return False
        draft.save_revision(user=self.user, log_action=True, clean=False)
        return True

    def _save_and_publish(self, page: Any) -> None:
        revision = page.save_revision(user=self.user, log_action=True, clean=False)
        revision.publish(user=self.user)

    def _move(self, page: Any, network: LearningNetwork | None) -> bool:
        if network is None or page.path.startswith(network.path):
            return False
        taken = self._taken(network)
        if page.slug in taken:
            page.slug = self._free_slug(network, page.slug, str(page.external_id))
            page.save(clean=False)
        taken.add(page.slug)
        page.move(network, pos="last-child", user=self.user)
        return True

    def _free_slug(self, network: LearningNetwork, wish: str, external_id: str) -> str:
        taken = self._taken(network)
        base = slugify(wish)[:200].strip("-") or slugify(external_id)[:200] or "vermelding"
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        return slug

    def _taken(self, network: LearningNetwork) -> set[str]:
        """The slugs in use below a network: one query a run, not one for each page."""
        if network.pk not in self._slugs:
            self._slugs[network.pk] = set(network.get_children().values_list("slug", flat=True))
        return self._slugs[network.pk]
