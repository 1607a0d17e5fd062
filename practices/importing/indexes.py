"""Wagtail's own two indexes during a large import: brought up to date by the hundreds, at the end.

Wagtail keeps an index of references (which page uses which image) and one for searching in the
admin. It does so at every save, and of a page with lists that is many saves, each with queries of
its own: half of the time of an import. Here the saves are quiet, and the pages that were written
are indexed together before the transaction ends, so that nothing is ever missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch.backends import get_search_backends_with_name
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from practices.entry_types import ENTRY_TYPES


@contextmanager
def quiet_indexes() -> Iterator[None]:
    """Within it, saving an entry leaves Wagtail's indexes alone; see `index_for_admin`.

    All other receivers of a save are called as ever.
    """
    models = [model for model in ENTRY_TYPES.values() if model in get_indexed_models()]
    silenced = [
        model for model in models if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in silenced:
            post_save.connect(post_save_signal_handler, sender=model)


def index_references(instance: Any) -> None:
    """Write down what an instance refers to. Quick for a page that has its lists in memory."""
    ReferenceIndex.create_or_update_for_object(instance)


def index_for_admin(instances: Iterable[Any]) -> None:
    """Put pages, or terms, in the index that the admin searches."""
    by_model: dict[type[Model], list[Any]] = {}
    for instance in instances:
        by_model.setdefault(type(instance), []).append(instance)
    for _name, backend in get_search_backends_with_name(with_auto_update=True):
        for model, found in by_model.items():
            backend.add_bulk(model, found)
