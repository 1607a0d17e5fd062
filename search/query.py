"""`SearchQuery`: what somebody looks for, read from and written back to a query string.

One query string serves every use: the page, the API, exports, feeds and subscriptions. In its
canonical form the keys stand in the order of `PARAMETERS`, values are sorted and said once,
and what is the default is left out; reading a canonical string and writing it again gives the
same string.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext as _

FACET_PARAMETERS = (
    "soort",
    "sector",
    "regio",
    "thema",
    "doelgroep",
    "programma",
    "fase",
    "bewijs",
    "vorm",
    "organisatie",
    "netwerk",
    "trefwoord",
    "jaar",
)
# Certain entries and no others; not a facet, since it is for following and not for choosing.
ENTRY_PARAMETER = "vermelding"
PARAMETERS = ("q", *FACET_PARAMETERS, ENTRY_PARAMETER, "volgorde", "pagina")
ORDERS = ("relevantie", "nieuwste", "bevestigd", "oudste")

MAX_TEXT = 500  # characters of q; nobody types more, and work on a query stays bounded
MAX_VALUE = 150
MAX_VALUES = 50  # of one facet
MAX_PAGE = 100_000
MAX_ID = 2**63 - 1  # what a database takes
MAX_FIELDS = 2_000  # pairs that are read from an address at all

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Problem:
    """Something in a query string that was not understood: which parameter, and why."""

    parameter: str
    message: str


@dataclass(frozen=True)
class SearchQuery:
    """A search. `facets` maps a parameter to its values: OR within one, AND across them.

    `entries` are the ids of the entries to look among; empty for all of them.
    """

    text: str = ""
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    entries: tuple[int, ...] = ()
    order: str = ""  # empty: by relevance when there is text, else newest first
    page: int = 1
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, query_string: str) -> SearchQuery:
        """Read a query string. Never fails: what cannot be read is left out and named.

        `problems` lists it, for those (the API) that want to refuse instead of going on.
        """
        problems: list[Problem] = []
        try:
            pairs = parse_qsl(query_string, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            return cls(problems=(Problem("", _("Het adres heeft te veel onderdelen.")),))
        found: dict[str, list[str]] = {}
        for key, value in pairs:
            if key in PARAMETERS:
                found.setdefault(key, []).append(_clean(value))
            else:
                problems.append(Problem(_clean(key)[:50], _("Deze parameter bestaat niet.")))
        return cls(
            text=_text(found.get("q", []), problems),
            facets=_facets(found, problems),
            entries=_entries(found.get(ENTRY_PARAMETER, []), problems),
            order=_order(found.get("volgorde", []), problems),
            page=_page(found.get("pagina", []), problems),
            problems=tuple(problems),
        )

    @classmethod
    def of(cls, text: str = "", **facets: str | list[str] | tuple[str, ...]) -> SearchQuery:
        """Make a search in code: `SearchQuery.of("nachtzorg", regio="PV22")`."""
        query = cls(text=text)
        for parameter, values in facets.items():
            for value in [values] if isinstance(values, str) else values:
                query = query.with_value(parameter, value)
        return query

    def values(self, parameter: str) -> tuple[str, ...]:
        """The chosen values of a facet, sorted; empty when it is not used."""
        return dict(self.facets).get(parameter, ())

    def with_values(self, parameter: str, values: tuple[str, ...] | list[str]) -> SearchQuery:
        """The same search with exactly these values of one facet, from page 1."""
        if parameter not in FACET_PARAMETERS:
            raise ValueError(f"{parameter} is not a facet")
        chosen = {**dict(self.facets), parameter: tuple(sorted(set(values)))}
        facets = tuple((name, chosen[name]) for name in FACET_PARAMETERS if chosen.get(name))
        return replace(self, facets=facets, page=1, problems=())

    def with_value(self, parameter: str, value: str) -> SearchQuery:
        """The same search with a value chosen as well."""
        return self.with_values(parameter, [*self.values(parameter), value])

    def without_value(self, parameter: str, value: str) -> SearchQuery:
        """The same search with a value no longer chosen."""
        return self.with_values(
            parameter, [kept for kept in self.values(parameter) if kept != value]
        )

    def with_entries(self, entries: Iterable[int]) -> SearchQuery:
        """The same search among just these entries, or among all when there are none."""
        return replace(self, entries=tuple(sorted(set(entries))), page=1)

    def with_text(self, text: str) -> SearchQuery:
        """The same choices with other words."""
        return replace(self, text=text, page=1)

    def with_order(self, order: str) -> SearchQuery:
        """The same search in another order; the default order is left unsaid."""
        return replace(self, order="" if order == self.default_order else order, page=1)

    def with_page(self, page: int) -> SearchQuery:
        """Another page of the same search."""
        return replace(self, page=page)

    @property
    def default_order(self) -> str:
        """The order when none was asked for."""
        return "relevantie" if self.text else "nieuwste"

    @property
    def effective_order(self) -> str:
        """The order in force. Without words there is no relevance to order by."""
        if not self.order or (self.order == "relevantie" and not self.text):
            return self.default_order
        return self.order

    @property
    def is_filtered(self) -> bool:
        """Whether anything was asked: words or a choice."""
        return bool(self.text or self.facets or self.entries)

    @cached_property
    def query_string(self) -> str:
        """The canonical query string, without a question mark."""
        pairs: list[tuple[str, str]] = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.facets for value in values]
        pairs += [(ENTRY_PARAMETER, str(pk)) for pk in self.entries]
        if self.order:
            pairs.append(("volgorde", self.order))
        if self.page > 1:
            pairs.append(("pagina", str(self.page)))
        return urlencode(pairs)

    @property
    def followed_string(self) -> str:
        """The canonical query string without order and page: what feeds and followers go by."""
        return replace(self, order="", page=1).query_string


def _clean(value: str) -> str:
    """One normal form for what looks the same; no control characters, no stray spaces."""
    value = "".join(
        character if unicodedata.category(character)[0] != "C" else " " for character in value
    )
    return _SPACE.sub(" ", unicodedata.normalize("NFC", value)).strip()


def _text(values: list[str], problems: list[Problem]) -> str:
    text = " ".join(value for value in values if value)
    if len(text) > MAX_TEXT:
        problems.append(Problem("q", _("De zoekvraag is langer dan %d tekens.") % MAX_TEXT))
        # Cut at a word; cutting may leave a space or half a character behind.
        text = _clean(text[:MAX_TEXT].rsplit(" ", 1)[0])
    return text


def _facets(
    found: dict[str, list[str]], problems: list[Problem]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    facets = []
    for name in FACET_PARAMETERS:
        values = sorted({value for value in found.get(name, []) if value})
        if any(len(value) > MAX_VALUE for value in values) or len(values) > MAX_VALUES:
            problems.append(Problem(name, _("Dit zijn te veel of te lange waarden.")))
            values = [value for value in values if len(value) <= MAX_VALUE][:MAX_VALUES]
        if values:
            facets.append((name, tuple(values)))
    return tuple(facets)


def _entries(values: list[str], problems: list[Problem]) -> tuple[int, ...]:
    read = {int(value) for value in values if re.fullmatch(r"[0-9]{1,19}", value)}
    found = sorted(pk for pk in read if 0 < pk <= MAX_ID)
    if any(values) and (len(found) < len(set(filter(None, values))) or len(found) > MAX_VALUES):
        problems.append(Problem(ENTRY_PARAMETER, _("Dit is geen nummer van een vermelding.")))
    return tuple(found[:MAX_VALUES])


def _order(values: list[str], problems: list[Problem]) -> str:
    for value in values:
        if value in ORDERS:
            return value
        if value:
            problems.append(Problem("volgorde", _("Kies een van: %s.") % ", ".join(ORDERS)))
    return ""


def _page(values: list[str], problems: list[Problem]) -> int:
    for value in values:
        if re.fullmatch(r"[0-9]{1,6}", value) and 1 <= int(value) <= MAX_PAGE:
            return int(value)
        if value:
            problems.append(Problem("pagina", _("Dit is geen nummer van een pagina.")))
    return 1
