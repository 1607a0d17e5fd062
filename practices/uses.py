"""What a term is used for, in sentences for the editor who is about to change that."""

from __future__ import annotations

from django.db.models import Model
from wagtail import hooks


def uses_of(term: Model) -> list[str]:
    """Sentences of all apps that know of a use, with the hook `describe_use`.

    Wagtail's own count of references leaves out what many-to-many relations hold.
    """
    return [sentence for each in hooks.get_hooks("describe_use") for sentence in each(term)]
