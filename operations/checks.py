"""What must be right about the settings before the platform runs."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

_SHORTEST_TOKEN = 16


@register()
def metrics_have_a_token(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Figures are for the monitor only, so their address needs a key."""
    if settings.METRICS_PATH and len(settings.METRICS_TOKEN) < _SHORTEST_TOKEN:
        return [
            Error(
                f"METRICS_PATH is set, and METRICS_TOKEN is shorter than {_SHORTEST_TOKEN}.",
                hint="Set METRICS_TOKEN to a long random text, or leave METRICS_PATH empty.",
                id="operations.E001",
            )
        ]
    return []
