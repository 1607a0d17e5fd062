"""`Subscription`: who wants to hear of what is new in a search, and how often."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subscriptions.models.follower import Follower


class Frequency(models.TextChoices):
    AT_ONCE = "meteen", _("Meteen")
    DAILY = "dagelijks", _("Elke dag")
    WEEKLY = "wekelijks", _("Elke week")


class SubscriptionState(models.TextChoices):
    PENDING = "aangevraagd", _("Nog niet bevestigd")
    ACTIVE = "actief", _("Actief")
    PAUSED = "gepauzeerd", _("Gepauzeerd")
    # Its search lost a term and would find something else; its followers were told.
    LOST = "vervallen", _("Vervallen")


class FollowedQuery(models.Model):
    """A search that somebody follows, once, however many do: the work is done once for each."""

    # The canonical form of a resolved search, without order and page.
    query_string = models.CharField(max_length=2_000, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("gevolgde zoekvraag")
        verbose_name_plural = _("gevolgde zoekvragen")

    def __str__(self) -> str:
        return self.query_string


class GroupFollow(models.Model):
    """A search that a learning network follows, for itself or for a region: "Wij volgen"."""

    network = models.ForeignKey(
        "practices.LearningNetwork", on_delete=models.CASCADE, related_name="follows"
    )
    # The municipality or area it speaks for; empty: the network itself.
    region = models.ForeignKey(
        "practices.Region", null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    query = models.ForeignKey(FollowedQuery, on_delete=models.CASCADE, related_name="groups")
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.WEEKLY)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # Its search lost its last term of a list and would find something else.
    lost_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "query"],
                condition=Q(region__isnull=True),
                name="network_follows_once",
                violation_error_message=_("Dit wordt al gevolgd."),
            ),
            models.UniqueConstraint(
                fields=["network", "query", "region"],
                condition=Q(region__isnull=False),
                name="region_follows_once",
                violation_error_message=_("Dit wordt al gevolgd."),
            ),
        ]


class Subscription(models.Model):
    """One address that follows one search, for itself or as a recipient of a group.

    `seen` is the last news (`News.pk`) that was weighed for it, sent or not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="subscriptions")
    query = models.ForeignKey(FollowedQuery, on_delete=models.CASCADE, related_name="subscriptions")
    group = models.ForeignKey(
        GroupFollow, null=True, blank=True, on_delete=models.CASCADE, related_name="recipients"
    )
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.WEEKLY)
    state = models.CharField(
        max_length=12, choices=SubscriptionState, default=SubscriptionState.PENDING
    )
    seen = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    # Which request is waiting for a confirmation; a link that was used or replaced is void.
    nonce = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("abonnement")
        verbose_name_plural = _("abonnementen")
        constraints = [
            models.UniqueConstraint(
                fields=["follower", "query"],
                condition=Q(group__isnull=True),
                name="subscription_once",
            ),
            models.UniqueConstraint(
                fields=["follower", "group"],
                condition=Q(group__isnull=False),
                name="recipient_once",
            ),
            models.CheckConstraint(
                name="subscription_confirmed",
                condition=Q(confirmed_at__isnull=False) | Q(state=SubscriptionState.PENDING),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "frequency", "query", "seen"], name="subscription_due")
        ]

    def __str__(self) -> str:
        return f"{self.query} ({self.get_frequency_display()})"

    @classmethod
    def of(
        cls,
        follower: Follower,
        query: FollowedQuery,
        group: GroupFollow | None = None,
        **values: Any,
    ) -> Subscription:
        """A new one, not saved, that whoever follows the same again gets again.

        So a link in an old mail ends what was ended and begun once more.
        """
        of = f"{query.pk}:{group.pk if group else ''}"
        return cls(
            id=uuid.uuid5(follower.pk, of), follower=follower, query=query, group=group, **values
        )


class MergedSubscription(models.Model):
    """The number of a subscription that went up in another: a link in an old mail still ends it."""

    id = models.UUIDField(primary_key=True, editable=False)
    now = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="former")
