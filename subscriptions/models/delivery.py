"""`Delivery`: the log of mails, from "must be sent" to "was taken by the mail server"."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from subscriptions.models.follower import Follower
from subscriptions.models.subscription import FollowedQuery, Subscription


class Edition(models.Model):
    """What is new in one search over one stretch of news: written once, sent to many.

    `items` is a list of [entry id, [news id, ...]], newest first; never empty.
    """

    query = models.ForeignKey(FollowedQuery, on_delete=models.CASCADE, related_name="editions")
    after = models.BigIntegerField()  # News.pk, not included
    until = models.BigIntegerField()  # News.pk, included
    items = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)


class DeliveryKind(models.TextChoices):
    CONFIRM = "bevestigen", _("Vraag om te bevestigen")
    ALREADY = "volgt-al", _("Volgt dit al")
    MANAGE = "beheerlink", _("Link om te beheren")
    NEWS = "nieuws", _("Wat er nieuw is")
    LOST = "vervallen", _("Een term is vervallen")


class DeliveryState(models.TextChoices):
    WAITING = "wacht", _("Wacht")
    SENDING = "bezig", _("Wordt verstuurd")
    SENT = "verstuurd", _("Verstuurd")
    REFUSED = "geweigerd", _("Geweigerd")  # by the server of this address, or returned by it
    GIVEN_UP = "opgegeven", _("Opgegeven")  # tried too often; not the fault of the address
    # Nothing to say any more: ended meanwhile, or the entries are gone.
    DROPPED = "vervallen", _("Niet meer nodig")


class DeliveryRank(models.IntegerChoices):
    """Which mail goes first when many wait."""

    ASKED = 0, _("Gevraagd")  # somebody looks at a mailbox for it
    AT_ONCE = 1, _("Meteen")
    DIGEST = 2, _("Overzicht")


class Delivery(models.Model):
    """One mail to one address. Its id is the mail's Message-ID, however often it is tried."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=DeliveryKind)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(
        Subscription, null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    edition = models.ForeignKey(
        Edition, null=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    # What the other kinds say: a nonce, the lost term; never an address.
    payload = models.JSONField(default=dict)
    # Entries of the edition that nobody could see any more when the mail was sent.
    left_out = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    rank = models.PositiveSmallIntegerField(
        choices=DeliveryRank, default=DeliveryRank.DIGEST, editable=False
    )
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    worker = models.CharField(max_length=80, blank=True)  # who is sending it
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)  # of the mail server, without addresses

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "edition"],
                name="delivery_once",
                condition=models.Q(edition__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_of_news",
                condition=models.Q(edition__isnull=False, subscription__isnull=False)
                | ~models.Q(kind=DeliveryKind.NEWS),
            ),
        ]
        indexes = [
            models.Index(
                fields=["rank", "not_before"],
                name="delivery_waiting",
                condition=models.Q(state=DeliveryState.WAITING),
            ),
            models.Index(
                fields=["worker"],
                name="delivery_sending",
                condition=models.Q(state=DeliveryState.SENDING),
            ),
            models.Index(fields=["made_at"], name="delivery_made"),
        ]
