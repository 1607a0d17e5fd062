"""Who may show a page in a frame, as a setting says it and as a browser reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

# A host-source of the CSP with its scheme: https://example.org, https://*.example.org:8443.
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:([0-9]+|\*))?", re.IGNORECASE)


def frame_ancestors(sites: Iterable[str]) -> list[str]:
    """The sources for `frame-ancestors`: always the site itself, and those that are named.

    `*` is every site, `none` no other. Raises ImproperlyConfigured for what is neither.
    """
    sources: list[str] = [SELF]
    for site in map(str.strip, sites):
        if site == "*" or _ORIGIN.fullmatch(site):
            sources.append(site)
        elif site not in ("none", ""):
            raise ImproperlyConfigured(
                f"EMBED_ANCESTORS: {site!r} is not '*', 'none' or an origin such as "
                "https://example.org"
            )
    return sources
