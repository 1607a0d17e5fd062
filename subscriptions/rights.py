"""Who manages how a learning network follows: whoever edits or publishes its page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permissions import page_permission_policy

from practices.models import LearningNetwork


def networks_managed_by(user: Any) -> QuerySet[LearningNetwork]:
    """The networks whose followed searches, recipients and webhooks are this user's to change."""
    pages = page_permission_policy.instances_user_has_any_permission_for(
        user, ["change", "publish"]
    )
    networks = LearningNetwork.objects.filter(pk__in=pages.values("pk"))
    return networks.select_related("region").order_by("title")
