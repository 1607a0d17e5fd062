"""A changed term makes a new version of the vocabulary, in the transaction of the change."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from taggit.models import Tag

from practices import renaming
from practices.models import GlossaryTerm, LearningNetwork, VocabularyVersion
from practices.models.naming import Named

# Networks, tags and the glossary stand in the vocabulary too, beside everything that is `Named`.
OTHER_TERMS = (GlossaryTerm, LearningNetwork, Tag)


@receiver(pre_save)
def remember_value(
    sender: type,
    instance: Model,
    raw: bool = False,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Before a term is saved: the value it has in addresses until now."""
    if not raw:
        renaming.before_save(instance, update_fields)


@receiver(post_save)
def note_value(
    sender: type, instance: Model, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    """After it: the value it has from now on."""
    if not raw:
        renaming.after_save(instance, created=created)


@receiver(post_delete)
def forget_values(sender: type, instance: Model, **kwargs: Any) -> None:
    """A deleted term is not reached by what it was called before."""
    renaming.after_delete(instance)


# After the receivers above: who reads the new version finds the changed values with it.
@receiver([post_save, post_delete])
def renew_vocabulary(sender: type, instance: object, **kwargs: Any) -> None:
    """Connected without a sender: the lists are many and a new one must not be forgotten."""
    if isinstance(instance, (Named, *OTHER_TERMS)):
        VocabularyVersion.renew()
