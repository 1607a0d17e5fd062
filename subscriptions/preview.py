"""What somebody would have got of a search, had they followed it already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from search.engines.base import EngineUnavailableError
from search.query import SearchQuery
from subscriptions.forms import FREQUENCY_MEANING
from subscriptions.models import Frequency
from subscriptions.news import NewPage, find_new
from subscriptions.queries import national_of
from subscriptions.wording import sentence

LOOKED_BACK = timedelta(days=91)  # three months, as the page says
SHOWN = 5


@dataclass(frozen=True)
class Choice:
    """A way to choose how often, with what is sent then in words, with and without "landelijk"."""

    value: str
    label: str
    meaning: str
    sentence: str
    wide_sentence: str


@dataclass(frozen=True)
class Offer:
    """A search that can be followed. Without the search engine there are no figures (None)."""

    query: SearchQuery
    choices: tuple[Choice, ...]
    new: NewPage | None
    wide: bool  # whether there is "landelijk" to choose
    wide_total: int | None = None  # how many it would be then

    @property
    def by_network(self) -> bool:
        """Whether "landelijk" is a network beside the one that is followed, and not a region."""
        return not self.query.values("regio")


def offer(query: SearchQuery) -> Offer:
    """What following this search would bring. `query` is canonical."""
    wider = national_of(query)
    choices = tuple(
        Choice(
            value=frequency.value,
            label=str(frequency.label),
            meaning=str(FREQUENCY_MEANING[frequency]),
            sentence=sentence(query, frequency),
            wide_sentence=sentence(wider, frequency) if wider else "",
        )
        for frequency in Frequency
    )
    since = timezone.now() - LOOKED_BACK
    try:
        new = find_new(query, since, size=SHOWN)
        wide_total = find_new(wider, since, size=1).total if wider else None
    except EngineUnavailableError:
        return Offer(query, choices, None, wider is not None)
    return Offer(query, choices, new, wider is not None, wide_total)
