"""What an editor fills in to let a network follow something."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import vocabulary as vocabularies
from practices.models import COUNTRY_CODE, LearningNetwork, Region
from subscriptions.forms import validate_plain_email
from subscriptions.groups.listing import speaker_name
from subscriptions.models import Frequency
from subscriptions.models.follower import normalised
from subscriptions.search_field import SearchField

MAX_RECIPIENTS = 20  # at a time


class RecipientsField(forms.CharField):
    """E-mail addresses, one on a line or with commas in between."""

    def clean(self, value: Any) -> list[str]:
        """The addresses, each once. Raises ValidationError that names the line, not the address."""
        written = []
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            for email in filter(None, re.split(r"[\s,;]+", line)):
                try:
                    validate_plain_email(email)
                except ValidationError as error:
                    message = _("Op regel %(number)d staat iets dat geen e-mailadres is.")
                    raise ValidationError(message % {"number": number}) from error
                written.append(email)
        if len(written) > MAX_RECIPIENTS:
            message = _("Vul niet meer dan %(most)d adressen tegelijk in.")
            raise ValidationError(message % {"most": MAX_RECIPIENTS})
        return list(dict.fromkeys(map(normalised, written)))


class RecipientsForm(forms.Form):
    recipients = RecipientsField(
        label=gettext_lazy("E-mailadressen"),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Elk op een eigen regel. Iedereen krijgt eerst een mail om te bevestigen."
        ),
    )


class AddForm(forms.Form):
    """A search for a network, its recipients, and for whom."""

    search = SearchField()
    region = forms.ModelChoiceField(
        Region.objects.none(),
        required=False,
        label=gettext_lazy("Voor wie"),
        help_text=gettext_lazy("Een gemeente of gebied waarvoor het netwerk dit volgt."),
    )
    frequency = forms.ChoiceField(
        label=gettext_lazy("Hoe vaak een mail"), choices=Frequency.choices, initial=Frequency.WEEKLY
    )
    recipients = RecipientsField(
        label=gettext_lazy("Wie krijgt de mails"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "E-mailadressen, elk op een eigen regel. Iedereen krijgt eerst een mail om te "
            "bevestigen en kan zelf stoppen. Op de openbare pagina staan ze niet."
        ),
    )

    def __init__(self, *args: Any, network: LearningNetwork, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ModelChoiceField)  # noqa: S101  # for the types
        region.queryset = regions_of(network)
        region.empty_label = capfirst(speaker_name(network, None))

    @property
    def frequency_value(self) -> Frequency:
        """The choice that was made, of a form that is valid."""
        return Frequency(self.cleaned_data["frequency"])


class FrequencyForm(forms.Form):
    frequency = forms.ChoiceField(choices=Frequency.choices)


def regions_of(network: LearningNetwork) -> Any:
    """The regions that a network can speak for: its own and what lies in it."""
    regions = Region.objects.order_by("name", "code")
    own = network.region.code if network.region else COUNTRY_CODE
    if own == COUNTRY_CODE:
        return regions
    tree = vocabularies.current().regions
    return regions.filter(
        code__in=[code for code in tree.nodes if code == own or own in tree.found_under([code])]
    )
