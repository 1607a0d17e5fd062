"""`Follower`: an e-mail address that follows something, or asked to."""

import secrets
import uuid
from contextlib import suppress

from django.db import models
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _


def new_key() -> str:
    """What signed links hold in the place of an address; a new one makes the old links void."""
    return secrets.token_urlsafe(24)


class Follower(models.Model):
    """An address. It stands here only, so that forgetting somebody is deleting one row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)  # as `normalised` made it
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Refusals in a row (SMTP 5xx, bounces); a mail that is taken makes it zero again.
    refusals = models.PositiveSmallIntegerField(default=0)
    # No mail goes here any more, until its owner confirms again.
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("volger")
        verbose_name_plural = _("volgers")
        # The only right over followers; Django's own name for it would be English.
        default_permissions = ()
        permissions = [("view_follower", _("mag zien welke adressen volgen"))]

    def __str__(self) -> str:
        # Never the address: a `str` ends up in logs, titles and error pages.
        return str(_("volger %(id)s") % {"id": str(self.pk)[:8]})

    def renew_key(self) -> None:
        """Make every link that was ever sent to this address void."""
        self.key = new_key()
        self.save(update_fields=["key"])


def held_follower(email: str) -> Follower:
    """The row of an address, made when it is new; held until the end of the transaction.

    As many questions to the database whether it is new or not.
    """
    address = normalised(email)
    Follower.objects.bulk_create([Follower(email=address)], ignore_conflicts=True)
    return Follower.objects.select_for_update(no_key=True).get(email=address)


def hold_follower(pk: uuid.UUID) -> None:
    """Have the row of an address until the end of the transaction, before rows that hang on it.

    Without its key: mails can be written to it meanwhile.
    """
    Follower.objects.select_for_update(no_key=True).filter(pk=pk).first()


def normalised(email: str) -> str:
    """One way to write an address: "Jan@Voorbeeld.NL " and "jan@voorbeeld.nl" are one person.

    The domain as a mail goes there: other letters (ｎl) that lead to the same are the same.
    """
    local, at, domain = email.strip().rpartition("@")
    with suppress(UnicodeError):  # no name of a domain: it gets no mail either
        domain = punycode(domain)
    return f"{local}{at}{domain}".lower()
