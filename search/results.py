"""What a search gives back: frozen values that views, feeds and templates can rely on.

Nothing here knows an engine. A template that shows these needs no logic of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from practices.cards import Card
from search.highlight import Fragment
from search.query import SearchQuery


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value of a facet, with the number of hits that choosing it leaves or adds.

    `depth` is 0 for a flat facet and the level in the tree for regions. `query` is the search
    that was asked; a facet can have thousands of values, so that the search after a click is
    only worked out for those that are drawn.
    """

    parameter: str
    value: str
    label: str
    count: int
    selected: bool
    query: SearchQuery
    depth: int = 0

    @property
    def query_string(self) -> str:
        """The search after a click: with the value, or without it when it was selected."""
        after = self.query.without_value if self.selected else self.query.with_value
        return after(self.parameter, self.value).query_string


@dataclass(frozen=True)
class FacetResult:
    """A facet with its values in the order they are drawn in.

    `shown` are the values on the page (at most fifteen, and all that are selected) and `total`
    is how many there are. `buckets` holds them all when they were asked for, and else the shown.
    """

    parameter: str
    label: str
    buckets: tuple[Bucket, ...]
    shown: tuple[Bucket, ...]
    total: int
    folded: bool = False  # whether the filter starts folded

    @property
    def more(self) -> int:
        """How many values are not drawn."""
        return self.total - len(self.shown)

    @property
    def selected(self) -> tuple[Bucket, ...]:
        """The chosen values."""
        return tuple(bucket for bucket in self.shown if bucket.selected)


@dataclass(frozen=True)
class Chip:
    """A choice that can be taken away: "Regio: Drenthe ×"."""

    parameter: str
    value: str
    facet_label: str
    label: str
    query_string: str  # the search without it


@dataclass(frozen=True)
class Hit:
    """An entry that was found, with its title and summary cut where words matched.

    `passage` is the best part of the text, when the words stand there and not above it.
    """

    card: Card
    title: tuple[Fragment, ...]
    summary: tuple[Fragment, ...]
    passage: tuple[Fragment, ...] = ()


@dataclass(frozen=True)
class Offer:
    """Another search that may help, with what it would give."""

    label: str
    count: int
    query_string: str


@dataclass(frozen=True)
class SortOption:
    value: str
    label: str
    selected: bool
    query_string: str


@dataclass(frozen=True)
class PageLink:
    """A page number in the pager; `number` is None for a gap."""

    number: int | None
    query_string: str = ""
    current: bool = False


@dataclass(frozen=True)
class ResultPage:
    """Everything the page `/zoeken/` shows, and the API and exports as well."""

    query: SearchQuery
    total: int
    page: int
    pages: int
    page_size: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetResult, ...]
    chips: tuple[Chip, ...] = ()
    sort_options: tuple[SortOption, ...] = ()
    pager: tuple[PageLink, ...] = ()
    # "Holds for all of Drenthe (12)", "for the whole country (30)".
    wider: tuple[Offer, ...] = ()
    # Under five hits: the same question without its region.
    elsewhere: tuple[Hit, ...] = ()
    elsewhere_query_string: str = ""
    # Few hits for several words: entries that have most of them.
    partial: tuple[Hit, ...] = ()
    # Few hits: filters to let go of, with what that gives.
    drop: tuple[Offer, ...] = ()
    # Words of the glossary that were looked for as well.
    tried: tuple[str, ...] = ()
    # "Did you mean": the text with its mistyped words put right, and the search for it.
    suggestion: str = ""
    suggestion_query_string: str = ""
    sentence: str = ""  # the count in words
    ignored: tuple[str, ...] = ()  # what of the address was not understood, in words
    facet_by_parameter: Mapping[str, FacetResult] = field(default_factory=dict)

    @property
    def window(self) -> int:
        """How many hits can be paged through, when there are more than that; else 0."""
        reach = self.pages * self.page_size
        return reach if self.total > reach else 0
