"""How often one place may ask for a mail. Says nothing about any address that is asked for."""

from __future__ import annotations

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kennisplatform.visitors import visitor_address

PERIOD = 3_600  # seconds
# A whole learning network may follow from one room, behind one address.
ASKED_IN_PERIOD = 60


def asks_too_often(request: HttpRequest) -> bool:
    """Count this request for a mail; whether it is one too many from where it came."""
    cache = caches["limits"]
    # What is kept cannot be read back as an address.
    place = salted_hmac("subscriptions.limits", visitor_address(request) or "").hexdigest()
    cache.add(place, 0, PERIOD)
    try:
        return cache.incr(place) > ASKED_IN_PERIOD
    except ValueError:  # the period ended between these two lines
        return False
