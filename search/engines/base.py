"""The contract that every engine keeps. One test suite holds all engines to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from search.analysis import QueryGroup
from search.documents import IndexDocument

# No engine shows hits beyond this rank; a page further down says so.
MAX_WINDOW = 10_000


class EngineUnavailableError(Exception):
    """The engine cannot answer now. Nothing is wrong with the question."""


class EngineBusyError(Exception):
    """Another process is writing to the index; it will write our changes too."""


class Order(Enum):
    RELEVANCE = "relevantie"
    NEWEST = "nieuwste"
    OLDEST = "oudste"
    CONFIRMED = "bevestigd"


@dataclass(frozen=True)
class EngineQuery:
    """A question in terms of the index.

    All of `groups` must match. `filters` holds the chosen values of a facet: one of them must
    match, in every facet. `facets` names the facets to count, each under the other facets'
    filters. `now` (seconds since 1970) leaves out what has expired.
    """

    groups: tuple[QueryGroup, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    order: Order = Order.NEWEST
    offset: int = 0
    limit: int = 20
    now: int = 0


@dataclass(frozen=True)
class EngineResult:
    """`ids` in order, and for each facet the exact count of every value that has hits."""

    total: int
    ids: tuple[int, ...]
    facets: Mapping[str, Mapping[str, int]]


class IndexWriter(Protocol):
    """Writes to an index; nothing is seen before `commit`."""

    def write(self, documents: Iterable[IndexDocument], deleted: Iterable[int]) -> None:
        """Put documents in the place of what has their id, and take `deleted` away."""

    def commit(self) -> None:
        """Make everything written so far findable, all at once."""


class SearchEngine(Protocol):
    def search(self, query: EngineQuery) -> EngineResult:
        """Answer a query. Raises EngineUnavailableError."""

    def matching_ids(self, query: EngineQuery) -> Iterator[int]:
        """The ids of all hits, however many, by date: relevance is left out of an export."""

    def writer(self) -> AbstractContextManager[IndexWriter]:
        """A writer to the index in service. Raises EngineBusyError, EngineUnavailableError."""

    def rebuilder(self) -> AbstractContextManager[IndexRebuilder]:
        """A writer to a new index beside the one in service."""

    def fingerprints(self) -> Iterator[tuple[int, int]]:
        """(id, fingerprint) of every document, to compare with the database."""

    def generation(self) -> str:
        """A token that changes whenever what is findable changes."""

    def health(self) -> Health:
        """How the engine is. Never raises."""


class IndexRebuilder(IndexWriter, Protocol):
    def swap(self) -> None:
        """Put the new index in service. Until then the old one answers."""


@dataclass(frozen=True)
class Health:
    available: bool
    documents: int = 0
    detail: str = ""


__all__: Sequence[str] = [
    "MAX_WINDOW",
    "EngineBusyError",
    "EngineQuery",
    "EngineResult",
    "EngineUnavailableError",
    "Health",
    "IndexRebuilder",
    "IndexWriter",
    "Order",
    "SearchEngine",
]
