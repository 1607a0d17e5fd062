"""A changed term makes a new version of the vocabulary, in the transaction of the change."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from taggit.models import Tag

from practices.models import GlossaryTerm, LearningNetwork, VocabularyVersion
from practices.models.naming import Named

# Networks, tags and the glossary stand in the vocabulary too, beside everything that is `Named`.
OTHER_TERMS = (GlossaryTerm, LearningNetwork, Tag)


@receiver([post_save, post_delete])
def renew_vocabulary(sender: type, instance: object, **kwargs: Any) -> None:
    """Connected without a sender: the lists are many and a new one must not be forgotten."""
    if isinstance(instance, (Named, *OTHER_TERMS)):
        VocabularyVersion.renew()
