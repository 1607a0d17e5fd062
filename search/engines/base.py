"""The contract that every engine keeps. One test suite holds all engines to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Protocol

from search.analysis import QueryGroup
from search.documents import IndexDocument

# No engine shows hits beyond this rank; a page further down says so.
MAX_WINDOW = 10_000

RETRY_AFTER = 60  # seconds: when to ask again after an EngineUnavailableError

# What an index that was made empty in the place of a lost one missed: everything.
BEGINNING = datetime.fromtimestamp(0, UTC)


class EngineUnavailableError(Exception):
    """The engine cannot answer now. Nothing is wrong with the question."""


class EngineBusyError(Exception):
    """Another process is writing to the index; it will write our changes too."""


class NoPreviousIndexError(Exception):
    """There is no index to go back to."""


class Order(Enum):
    RELEVANCE = "relevantie"
    NEWEST = "nieuwste"
    OLDEST = "oudste"
    CONFIRMED = "bevestigd"


@dataclass(frozen=True)
class EngineQuery:
    """A question in terms of the index.

    All of `groups` must match, or at least `minimum` of them when that is given. `title` (the
    exact terms of the query) lifts an entry with just that title to the top. `filters` holds the
    chosen values of a facet: one of them must match, in every facet. `facets` names the facets
    to count, each under the other facets' filters. `now` (seconds since 1970) leaves out what
    has expired. `titles` looks for
    the words in titles only; a phrase, whose place is not kept, for want of a single word. `ids`
    are the only documents to look among; None for all of them.
    """

    groups: tuple[QueryGroup, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    order: Order = Order.NEWEST
    offset: int = 0
    limit: int = 20
    now: int = 0
    minimum: int | None = None
    title: str = ""
    titles: bool = False
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True)
class EngineResult:
    """`ids` in order, and for each facet the exact count of every value that has hits.

    `bodies` are the texts of the hits, for a passage to show; only when words were asked for.
    """

    total: int
    ids: tuple[int, ...]
    facets: Mapping[str, Mapping[str, int]]
    bodies: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SimilarQuery:
    """What an entry is about, to find others like it.

    `terms` and `values` (parameter, value) weigh as told; at least one term or value must
    match. An entry that is in none of `regions` comes before one that is: the same question
    answered elsewhere says most. `exclude` is never found.
    """

    terms: tuple[tuple[str, float], ...]
    values: tuple[tuple[str, str, float], ...]
    regions: tuple[str, ...]
    exclude: int
    limit: int
    now: int


class IndexWriter(Protocol):
    """Writes to an index; nothing is seen before `commit`."""

    def write(
        self,
        documents: Iterable[IndexDocument],
        deleted: Iterable[int],
        versions: Mapping[int, int],
    ) -> None:
        """Put documents in the place of what has their id, and take `deleted` away.

        `versions` holds for each id the generation of the queue that was read before the entry
        was; an id that the queue never had counts as 0. Where several processes write at once
        it settles who was last: an engine leaves what it has in the same or a newer version. An
        engine with one writer at a time has no need of it.
        """

    def commit(self) -> None:
        """Make everything written so far findable, all at once."""


class SearchEngine(Protocol):
    def search(self, query: EngineQuery) -> EngineResult:
        """Answer a query. Raises EngineUnavailableError."""

    def totals(self, queries: Sequence[EngineQuery]) -> list[int]:
        """How many documents each of some queries matches, in one go."""

    def searches(self, queries: Sequence[EngineQuery]) -> list[tuple[int, ...]]:
        """The ids of the first hits of each of some queries, newest first, in one go."""

    def similar(self, query: SimilarQuery) -> tuple[int, ...]:
        """The ids of entries like one another, the most alike first."""

    def vocabulary(self) -> Mapping[str, int]:
        """The words of all texts (as lemmas), and in how many documents, about, each stands."""

    def matching_ids(self, query: EngineQuery) -> Iterator[int]:
        """The ids of all hits, however many, by date: relevance is left out of an export."""

    def writer(self) -> AbstractContextManager[IndexWriter]:
        """A writer to the index in service. Raises EngineBusyError, EngineUnavailableError."""

    def rebuilder(self) -> AbstractContextManager[IndexRebuilder]:
        """A writer to a new index beside the one in service.

        Raises EngineBusyError when another process rebuilds, EngineUnavailableError.
        """

    def roll_back(self) -> None:
        """Put the index that was in service before this one back.

        Raises NoPreviousIndexError, EngineBusyError.
        """

    def behind_since(self) -> datetime | None:
        """Since when the index in service may have missed what was drained; None for nothing.

        An index that was being built, or was put aside, was not written to by drains. The next
        drain writes all that was drained since then once more, whoever died in between.
        """

    def caught_up(self, since: datetime) -> None:
        """All that was drained since then has been written to the index in service."""

    def fingerprints(self) -> Iterator[tuple[int, int]]:
        """(id, fingerprint) of every document, to compare with the database."""

    def generation(self) -> str:
        """A token that changes whenever what is findable changes."""

    def health(self) -> Health:
        """How the engine is. Never raises."""

    def close(self) -> None:
        """Let go of what this process holds open; the next question opens it again."""


class IndexRebuilder(IndexWriter, Protocol):
    def behind_since(self) -> datetime:
        """When this was begun: what is drained from then on, it does not have by itself."""

    def documents(self) -> int:
        """How many documents the new index holds in what was committed."""

    def swap(self) -> None:
        """Put the new index in service. Until then the old one answers."""


@dataclass(frozen=True)
class Health:
    available: bool
    documents: int = 0
    detail: str = ""
    rebuild_needed: bool = False  # the index in service is empty or older than the program


__all__: Sequence[str] = [
    "BEGINNING",
    "MAX_WINDOW",
    "RETRY_AFTER",
    "EngineBusyError",
    "EngineQuery",
    "EngineResult",
    "EngineUnavailableError",
    "Health",
    "IndexRebuilder",
    "IndexWriter",
    "NoPreviousIndexError",
    "Order",
    "SearchEngine",
    "SimilarQuery",
]
