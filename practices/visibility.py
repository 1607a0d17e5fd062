"""Who may see an entry: one predicate and its queryset, which must always agree.

The public sees an entry that is live, has not expired, and is not behind a view restriction,
its own or one of a page above it. Lists, search, feeds, mails and the API all use these.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import StrIndex
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from practices.models import Entry, LearningNetwork


def has_expired(page: Page) -> bool:
    """Whether its expiry has passed, also when the unpublishing has yet to run."""
    return page.expire_at is not None and page.expire_at <= timezone.now()


def is_visible(entry: Entry) -> bool:
    """Whether the public may see this entry now."""
    return bool(entry.live) and not has_expired(entry) and not is_restricted(entry.path)


def is_restricted(path: str) -> bool:
    """Whether the page at this path stands behind a view restriction."""
    return any(path.startswith(closed) for closed in restricted_paths())


def restricted_paths() -> list[str]:
    """The paths of the pages that have a restriction of their own."""
    return list(PageViewRestriction.objects.values_list("page__path", flat=True).distinct())


def published() -> QuerySet[Entry]:
    """Entries the public may see apart from expiry, which the clock decides at every query."""
    return Entry.objects.filter(_is_open(), live=True)


def visible() -> QuerySet[Entry]:
    """The entries that the public may see now."""
    return published().filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))


def public_networks() -> QuerySet[LearningNetwork]:
    """The learning networks that the public may see now."""
    return LearningNetwork.objects.filter(_is_open(), live=True)


def _is_open() -> Combinable:
    """No restriction on the page or above it, whose paths are how its own path begins."""
    position = StrIndex(OuterRef("path"), "page__path")
    return ~Exists(PageViewRestriction.objects.alias(position=position).filter(position=1))
