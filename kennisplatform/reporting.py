"""What an error report leaves out, beyond what Django knows to be secret."""

import re

from django.views.debug import SafeExceptionReporterFilter


class QuietFilter(SafeExceptionReporterFilter):
    """Hides addresses that may hold a password, in settings and in the environment."""

    hidden_settings = re.compile(
        SafeExceptionReporterFilter.hidden_settings.pattern
        + r"|^(SEARCH|DATABASE|CACHE|EMAIL)_URL$|^LOCATION$",
        flags=re.IGNORECASE,
    )
