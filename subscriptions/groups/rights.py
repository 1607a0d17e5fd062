"""Who manages what a learning network follows: whoever edits or publishes its page."""

from __future__ import annotations

from typing import Any

from practices.models import LearningNetwork


def may_manage(user: Any, network: LearningNetwork) -> bool:
    """Whether this user sees and changes what the network follows, and its recipients."""
    rights = network.permissions_for_user(user)
    return bool(user.is_active and (rights.can_edit() or rights.can_publish()))


def managed_networks(user: Any) -> list[LearningNetwork]:
    """The networks of this user, by name."""
    networks = LearningNetwork.objects.select_related("region").order_by("title")
    return [network for network in networks if may_manage(user, network)]
