"""What happened in the catalogue -> rows in the queue, in the same transaction.

The receivers only write rows; indexing comes after the commit. Wagtail's own signals cannot
carry this: several of them (publishing, moving, a restriction) are sent outside the transaction,
and a move or an expiry names only the top page, as a plain `Page`. So these listen to saves and
deletes of any page, without a sender, and go by the path in the tree.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction

from practices.models import Entry, Organisation, Region, Term
from practices.vocabulary import NETWORK_PATH_LENGTH
from search import queue

# Which entries show a term: its name stands in their document.
TERM_RELATIONS = ("sectors", "themes", "audiences", "programmes", "dossiers")


@receiver(post_save)
def page_saved(sender: type, instance: object, raw: bool = False, **kwargs: Any) -> None:
    """Any page: itself if it is an entry, and what stands below it if it is a network."""
    if raw or not isinstance(instance, Page):
        return
    if isinstance(instance, Entry) and type(instance) is sender:
        queue.enqueue_ids([instance.pk])
    elif len(instance.path) >= NETWORK_PATH_LENGTH:
        queue.enqueue(below(instance.path))


@receiver(post_delete)
def page_deleted(sender: type, instance: object, **kwargs: Any) -> None:
    """A deleted entry leaves the index. It comes as an `Entry` or, from the tree, as a `Page`."""
    if isinstance(instance, Page) and instance.pk is not None:
        queue.enqueue_ids([instance.pk])


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender: type, instance: PageViewRestriction, **kwargs: Any) -> None:
    """A restriction closes or opens everything below its page."""
    queue.enqueue(below(instance.page.path))


@receiver(post_save)
def term_saved(sender: type, instance: object, raw: bool = False, **kwargs: Any) -> None:
    """A renamed term changes the text of every entry that has it."""
    if not raw and not kwargs.get("created"):
        _enqueue_entries_of(instance)


@receiver(pre_delete)
def term_deleted(sender: type, instance: object, **kwargs: Any) -> None:
    """Before the delete, while it is still known which entries have the term."""
    _enqueue_entries_of(instance)


@receiver(m2m_changed, sender=Region.members.through)
def area_changed(
    sender: type, instance: object, action: str, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """The municipalities of an area changed: who is tagged with either is found elsewhere."""
    if action in ("post_add", "pre_remove", "pre_clear") and isinstance(instance, Region):
        members = Q(regions__in=pk_set or []) | Q(regions__areas=instance)
        queue.enqueue(Entry.objects.filter(Q(regions=instance) | members).distinct())


def below(path: str) -> Any:
    """The entries at or below a path in the page tree."""
    return Entry.objects.filter(path__startswith=path)


def _enqueue_entries_of(instance: object) -> None:
    if not isinstance(instance, Model):
        return
    entries = entries_with(instance)
    if entries is not None:
        queue.enqueue(Entry.objects.filter(entries).distinct())


def entries_with(instance: Model) -> Q | None:
    """The condition for the entries whose document holds this term; None for other models."""
    if isinstance(instance, Region):
        tree = Q(regions=instance) | Q(regions__areas=instance) | Q(regions__members=instance)
        return (
            tree
            | Q(regions__parent=instance)
            | Q(regions__parent__parent=instance)
            | Q(regions__members__parent=instance)
            | Q(regions__members__parent__parent=instance)
        )
    if isinstance(instance, Organisation):
        return (
            Q(lead_organisation=instance)
            | Q(partners__organisation=instance)
            | Q(training__provider=instance)
            | Q(regionalexperiment__building_blocks__leads=instance)
        )
    if isinstance(instance, Term):
        return next(
            Q(**{name: instance})
            for name in TERM_RELATIONS
            if Entry._meta.get_field(name).related_model is type(instance)
        )
    if isinstance(instance, Tag):
        return Q(tagged_items__tag=instance)
    return None
