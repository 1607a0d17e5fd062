"""The cache of a process of its own, for a server that has several of them."""

from __future__ import annotations

import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

LONGEST = 10.0  # seconds


class BriefMemoryCache(LocMemCache):
    """Memory of the process that keeps nothing longer than `LONGEST`.

    What one process throws away stays in the others: Wagtail keeps the roots of the sites for an
    hour, and for so long a site that got another name would have its old addresses there.
    """

    def get_backend_timeout(self, timeout: Any = DEFAULT_TIMEOUT) -> float:
        """The moment at which something is forgotten, in seconds since 1970."""
        latest = time.time() + LONGEST
        asked = super().get_backend_timeout(timeout)
        return latest if asked is None else min(asked, latest)
