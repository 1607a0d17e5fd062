"""What is kept of who follows what; one file for each thing."""

from subscriptions.models.delivery import (
    Delivery,
    DeliveryKind,
    DeliveryRank,
    DeliveryState,
    Edition,
)
from subscriptions.models.follower import Follower
from subscriptions.models.lost_term import LostTerm
from subscriptions.models.news import Known, KnownSession, Look, News, NewsKind
from subscriptions.models.subscription import (
    FollowedQuery,
    Frequency,
    GroupFollow,
    MergedSubscription,
    Subscription,
    SubscriptionState,
)
from subscriptions.models.webhook import Webhook, WebhookCall

__all__ = [
    "Delivery",
    "DeliveryKind",
    "DeliveryRank",
    "DeliveryState",
    "Edition",
    "FollowedQuery",
    "Follower",
    "Frequency",
    "GroupFollow",
    "Known",
    "KnownSession",
    "Look",
    "LostTerm",
    "MergedSubscription",
    "News",
    "NewsKind",
    "Subscription",
    "SubscriptionState",
    "Webhook",
    "WebhookCall",
]
