"""What somebody fills in to follow something."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from subscriptions.models import Frequency
from subscriptions.models.follower import normalised

# Told with each choice, so that nobody has to guess what it means.
FREQUENCY_MEANING = {
    Frequency.AT_ONCE: _("binnen een minuut nadat er iets nieuws is"),
    Frequency.DAILY: _("’s ochtends, als er iets nieuws is"),
    Frequency.WEEKLY: _("op maandagochtend, als er iets nieuws is"),
}


MAX_LENGTH = 254  # of an address (RFC 5321)


class PlainEmailValidator(EmailValidator):
    """An address as people have one: a name without quotes, at a domain with a dot.

    "jan"@example.org and jan@example.org are one mailbox; taken as two, one person could be asked
    twice as often. Numbers and names of machines are no addresses of the outside world.
    """

    def __call__(self, value: str | None) -> None:
        """Raise ValidationError for anything else."""
        super().__call__(value)
        # The domain is kept in ASCII, and that may be longer.
        if value and ('"' in value or value.endswith("]") or len(normalised(value)) > MAX_LENGTH):
            raise ValidationError(self.message, code=self.code, params={"value": value})


validate_plain_email = PlainEmailValidator(allowlist=[])


class PlainEmailField(forms.EmailField):
    """A field for such an address."""

    default_validators = [validate_plain_email]


class EmailForm(forms.Form):
    """An address. It is shown again to who just sent it, and to nobody else."""

    email = PlainEmailField(
        label=_("E-mailadres"),
        max_length=MAX_LENGTH,
        error_messages={
            "required": _("Vul uw e-mailadres in."),
            "invalid": _("Vul een e-mailadres in zoals naam@voorbeeld.nl."),
            "max_length": _("Dit e-mailadres is te lang."),
        },
    )


class FollowForm(EmailForm):
    """An address, how often, and with or without what holds for the whole country."""

    frequentie = forms.ChoiceField(
        choices=Frequency.choices,
        initial=Frequency.WEEKLY,
        error_messages={
            "required": _("Kies hoe vaak u een mail wilt."),
            "invalid_choice": _("Kies hoe vaak u een mail wilt."),
        },
    )
    landelijk = forms.BooleanField(required=False)

    @property
    def frequency(self) -> Frequency:
        """The choice that was made, of a form that is valid."""
        return Frequency(self.cleaned_data["frequentie"])
