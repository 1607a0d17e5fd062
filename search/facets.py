"""The facets, declared: what can be chosen, how it is called and how its values are ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from search.query import FACET_PARAMETERS

SHOWN_VALUES = 15  # drawing all values of all facets was six times as slow


@dataclass(frozen=True)
class Facet:
    """A facet; its parameter in the query string is its field in the index as well."""

    parameter: str
    label: Any
    # By count (the largest first), or in the taxonomy's own order.
    by_count: bool = True
    # Drawn as a tree, each value below the one it is part of.
    tree: bool = False
    # Where the filter starts folded, because few readers need it.
    folded: bool = False


FACETS: tuple[Facet, ...] = (
    Facet("soort", _("Soort"), by_count=False),
    Facet("sector", _("Sector"), by_count=False),
    Facet("regio", _("Regio"), tree=True),
    Facet("thema", _("Thema")),
    Facet("doelgroep", _("Voor wie")),
    Facet("programma", _("Programma"), folded=True),
    Facet("fase", _("Fase"), by_count=False),
    Facet("bewijs", _("Bewijs"), by_count=False),
    Facet("vorm", _("Vorm"), by_count=False),
    Facet("organisatie", _("Organisatie"), folded=True),
    Facet("netwerk", _("Leernetwerk"), folded=True),
    Facet("trefwoord", _("Trefwoord"), folded=True),
    Facet("jaar", _("Jaar"), by_count=False, folded=True),
)
FACET_BY_PARAMETER = {facet.parameter: facet for facet in FACETS}

assert tuple(FACET_BY_PARAMETER) == FACET_PARAMETERS  # noqa: S101  # one order everywhere
