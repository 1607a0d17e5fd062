"""What the page to manage shows of each search that somebody follows, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from search.query import SearchQuery
from subscriptions.following import subscriptions_of
from subscriptions.mails.notices import names_of
from subscriptions.models import Follower, GroupFollow, SubscriptionState
from subscriptions.wording import what


@dataclass(frozen=True)
class Row:
    """One followed search. `on_behalf_of` is the network that made somebody a recipient."""

    id: str
    what: str
    query_string: str
    frequency: str
    state: str
    state_label: str
    on_behalf_of: str

    @property
    def is_active(self) -> bool:
        return self.state == SubscriptionState.ACTIVE

    @property
    def is_paused(self) -> bool:
        return self.state == SubscriptionState.PAUSED

    @property
    def is_lost(self) -> bool:
        return self.state == SubscriptionState.LOST

    @property
    def is_pending(self) -> bool:
        return self.state == SubscriptionState.PENDING


def _via(group: GroupFollow) -> str:
    names = names_of(group)
    if group.region is None:
        return names["network"]
    return _("%(network)s, voor %(speaker)s") % names


def rows_of(follower: Follower) -> list[Row]:
    """What somebody follows, newest first."""
    return [
        Row(
            id=str(subscription.pk),
            what=what(SearchQuery.parse(subscription.query.query_string)),
            query_string=subscription.query.query_string,
            frequency=subscription.frequency,
            state=subscription.state,
            state_label=subscription.get_state_display(),
            on_behalf_of=_via(subscription.group) if subscription.group else "",
        )
        for subscription in subscriptions_of(follower)
    ]
