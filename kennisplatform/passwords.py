"""The rule for the length of a password, in Dutch: Django's own sentence is not translated."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class MinimumLength(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Dit wachtwoord is te kort: het heeft minstens %(length)d tekens nodig.") % {
            "length": self.min_length
        }

    def get_help_text(self) -> str:
        return _("Het wachtwoord heeft minstens %(length)d tekens.") % {"length": self.min_length}
