"""Webhooks of a learning network: which there are, and making one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.models import LearningNetwork
from subscriptions.models import Webhook
from subscriptions.news import newest_news_id
from subscriptions.queries import GoneError, TooLongError, kept
from subscriptions.rights import networks_managed_by
from subscriptions.search_field import SearchField
from subscriptions.webhooks.addresses import RefusedAddressError, parse
from subscriptions.webhooks.addresses import resolve as look_up

MOST = 20  # webhooks of one network
PATIENCE = 3.0  # seconds that a form waits for the name in an address


def webhooks_of(user: Any) -> QuerySet[Webhook]:
    """The webhooks that this user may manage."""
    rows = Webhook.objects.filter(network__in=networks_managed_by(user).values("pk"))
    return rows.select_related("network", "query").order_by("network__title", "created_at")


class WebhookForm(forms.Form):
    """A network, a search and an address. `networks` are those the user may choose from."""

    network = forms.ModelChoiceField(
        label=gettext_lazy("Leernetwerk"), queryset=LearningNetwork.objects.none()
    )
    search = SearchField(everything=True)
    url = forms.URLField(
        label=gettext_lazy("Adres dat we aanroepen"),
        help_text=gettext_lazy("Op de eigen site; begint met https://."),
        max_length=500,
        assume_scheme="https",
    )

    def __init__(self, *args: Any, networks: QuerySet[LearningNetwork], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["network"]
        field.queryset = networks  # type: ignore[attr-defined]
        if networks.count() == 1:
            field.initial = networks.get()

    def clean_url(self) -> str:
        """An address that may be called; the name in it must be known now."""
        url: str = self.cleaned_data["url"]
        private = settings.WEBHOOK_ALLOW_PRIVATE
        try:
            look_up(parse(url, allow_private=private), PATIENCE, allow_private=private)
        except RefusedAddressError as error:
            raise ValidationError(str(error)) from error
        except OSError as error:
            raise ValidationError(_("De naam in dit adres is niet bekend.")) from error
        return url

    def clean(self) -> dict[str, Any]:
        """How many there are, and that this one is not there yet."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        network, query, url = cleaned["network"], cleaned["search"], cleaned["url"]
        if network.webhooks.count() >= MOST:
            raise ValidationError(_("Een leernetwerk heeft ten hoogste %d webhooks.") % MOST)
        same = network.webhooks.filter(url=url, query__query_string=query.followed_string)
        if same.exists():
            raise ValidationError(_("Deze webhook is er al."))
        return cleaned

    def save(self) -> Webhook:
        """Make the webhook; it is told what is new from now on. Raises ValidationError."""
        try:
            with transaction.atomic():
                return Webhook.objects.create(
                    network=self.cleaned_data["network"],
                    query=kept(self.cleaned_data["search"]),
                    url=self.cleaned_data["url"],
                    seen=newest_news_id(),
                )
        except TooLongError as error:
            raise ValidationError(_("Deze zoekvraag is te lang.")) from error
        except GoneError as error:
            raise ValidationError(_("Iets in deze zoekvraag is net verwijderd.")) from error
        except IntegrityError as error:  # somebody else made it in between
            raise ValidationError(_("Deze webhook is er al.")) from error
