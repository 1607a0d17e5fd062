"""Random histories: whatever is published, changed and withdrawn, every mail is right.

The rules keep their own books, in plain Python: who must hear of what. Each mail is held to
those books, and to what the page lists as new at that moment.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import PageViewRestriction

from practices.merging import merge
from practices.models import Region, Session
from search import finding, queue
from search.query import SearchQuery
from subscriptions import following
from subscriptions.matching import match
from subscriptions.models import (
    Delivery,
    DeliveryState,
    FollowedQuery,
    Frequency,
    Subscription,
)
from subscriptions.news import find_new, present
from subscriptions.sending import send_waiting
from tests import build
from tests.subscriptions.following import follow, look, told

WORDS = ["nachtzorg", "valpreventie", "dorpsloket"]
SECTORS = ["welzijn", "wonen", "bewoners"]
# What each region is found under, of those that are asked for.
REGIONS = {"GM0114": {"GM0114", "PV22"}, "GM0014": {"GM0014"}, "PV22": {"PV22"}, "NL": {"NL"}}
ASKED = sorted(set().union(*REGIONS.values()))

some_words = st.lists(st.sampled_from(WORDS), max_size=2, unique=True)
some_sectors = st.lists(st.sampled_from(SECTORS), max_size=2, unique=True)
some_regions = st.lists(st.sampled_from(sorted(REGIONS)), max_size=2, unique=True)
frequencies = st.sampled_from(list(Frequency))
numbers = st.integers(0, 1_000)


@dataclass
class Book:
    """An entry as the test knows it."""

    page: Any
    kind: str
    words: set[str]
    sectors: set[str]
    regions: set[str]
    live: bool = True
    closed: bool = False
    expired: bool = False

    @property
    def visible(self) -> bool:
        return self.live and not self.closed and not self.expired


@dataclass
class Reader:
    """A follower as the test knows it: what it may hear of, and what it was introduced to."""

    subscription: Subscription
    frequency: Frequency
    words: set[str]
    sectors: set[str]
    regions: set[str]
    since: datetime
    paused: bool = False
    introduced: set[int] = field(default_factory=set)  # since the last mail
    happened: set[int] = field(default_factory=set)  # since the last mail
    heard: set[int] = field(default_factory=set)

    @property
    def query(self) -> SearchQuery:
        query = FollowedQuery.objects.get(subscriptions=self.subscription)
        return SearchQuery.parse(query.query_string)

    def chooses(self, book: Book) -> bool:
        """Whether the filters let an entry through."""
        return (not self.sectors or bool(self.sectors & book.sectors)) and (
            not self.regions
            or bool(self.regions & set().union(*(REGIONS[code] for code in book.regions)))
        )

    def finds(self, book: Book) -> bool:
        return book.visible and self.chooses(book) and self.words <= book.words


class Histories(RuleBasedStateMachine):
    """Publishing, changing and withdrawing, followers coming and being told."""

    folders = itertools.count()
    place: Path

    @initialize()
    def begin(self) -> None:
        self.index = override_settings(SEARCH_INDEX_DIR=self.place / f"index{next(self.folders)}")
        self.index.enable()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        build.network("drenthe")
        build.drenthe()
        look()
        self.books: dict[int, Book] = {}
        self.readers: list[Reader] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        self.index.disable()

    # --- the catalogue ------------------------------------------------------------------

    @rule(
        kind=st.sampled_from(["scholing", "praktijk", "experiment"]),
        words=some_words,
        sectors=some_sectors,
        regions=some_regions,
        live=st.booleans() | st.just(True),
    )
    def write(
        self, kind: str, words: list[str], sectors: list[str], regions: list[str], live: bool
    ) -> None:
        page = build.entry(
            kind, title=f"Over {' '.join(words)}", sectors=sectors, regions=regions, live=live
        )
        book = Book(page, kind, set(words), set(sectors), set(regions), live=False)
        self.books[page.pk] = book
        with self._changing(book):
            book.live = live

    @rule(words=some_words, sectors=some_sectors, regions=some_regions)
    def bring_over_from_elsewhere(
        self, words: list[str], sectors: list[str], regions: list[str]
    ) -> None:
        """With its old date: it is there from then on, and no news."""
        page = build.entry(
            "praktijk",
            title=f"Over {' '.join(words)}",
            sectors=sectors,
            regions=regions,
            first_published_at=timezone.now() - timedelta(days=400),
        )
        self.books[page.pk] = Book(page, "praktijk", set(words), set(sectors), set(regions))
        look()

    @precondition(lambda self: self.books)
    @rule(number=numbers, sectors=some_sectors, regions=some_regions)
    def tag(self, number: int, sectors: list[str], regions: list[str]) -> None:
        book = self._pick(number)
        with self._changing(book):
            book.page.sectors = [build.term(_sector(), name) for name in sectors]
            book.page.regions = [Region.objects.get(code=code) for code in regions]
            book.page.save()
            book.sectors, book.regions = set(sectors), set(regions)

    @precondition(lambda self: self.books)
    @rule(number=numbers, words=some_words)
    def rename(self, number: int, words: list[str]) -> None:
        book = self._pick(number)
        with self._changing(book):
            book.page.title = f"Over {' '.join(words)}"
            book.page.save()
            book.words = set(words)

    @precondition(lambda self: self.books)
    @rule(number=numbers)
    def withdraw_or_put_back(self, number: int) -> None:
        book = self._pick(number)
        with self._changing(book):
            book.live = book.page.live = not book.live
            book.page.save()

    @precondition(lambda self: self.books)
    @rule(number=numbers)
    def close_or_open(self, number: int) -> None:
        book = self._pick(number)
        with self._changing(book):
            if book.closed:
                PageViewRestriction.objects.get(page_id=book.page.pk).delete()
            else:
                PageViewRestriction.objects.create(page=book.page, restriction_type="login")
            book.closed = not book.closed

    @precondition(lambda self: self.books)
    @rule(number=numbers)
    def expire(self, number: int) -> None:
        book = self._pick(number)
        with self._changing(book):
            book.expired = not book.expired
            past = timezone.now() - timedelta(seconds=5)
            book.page.expire_at = past if book.expired else None
            book.page.save()

    @precondition(lambda self: any(book.kind == "scholing" for book in self.books.values()))
    @rule(number=numbers, days=st.integers(5, 50))
    def give_a_session(self, number: int, days: int) -> None:
        book = self._pick(number, "scholing")
        seen_before = book.visible
        start = timezone.now() + timedelta(days=days)
        with self._changing(book):
            book.page.sessions.add(Session(start=start, end=None, place="Emmen"))
            book.page.save()
        if seen_before:
            self._happened(book)

    @precondition(lambda self: any(book.kind == "experiment" for book in self.books.values()))
    @rule(number=numbers)
    def confirm(self, number: int) -> None:
        book = self._pick(number, "experiment")
        seen_before = book.visible
        with self._changing(book):
            last = book.page.confirmed_on or date(2026, 1, 1)
            book.page.confirmed_on = last + timedelta(days=1)
            book.page.save()
        if seen_before:
            self._happened(book)

    # --- followers ----------------------------------------------------------------------

    @rule(words=some_words, sectors=some_sectors, regions=some_regions, frequency=frequencies)
    def follow(
        self, words: list[str], sectors: list[str], regions: list[str], frequency: Frequency
    ) -> None:
        asked = [code for code in regions if code in ASKED]
        query = SearchQuery.of(" ".join(words), sector=sectors_known(sectors), regio=asked)
        email = f"{len(self.readers)}@voorbeeld.test"
        made = follow(query.query_string, email, frequency)
        self.readers.append(
            Reader(made, frequency, set(words), set(sectors), set(asked), timezone.now())
        )

    @precondition(lambda self: self.readers)
    @rule(number=numbers, frequency=frequencies)
    def want_more_or_less_often(self, number: int, frequency: Frequency) -> None:
        reader = self.readers[number % len(self.readers)]
        following.change_frequency(reader.subscription, frequency)
        reader.frequency = frequency

    @precondition(lambda self: self.readers)
    @rule(number=numbers)
    def pause_or_go_on(self, number: int) -> None:
        """What happens meanwhile is not heard of."""
        reader = self.readers[number % len(self.readers)]
        if reader.paused:
            following.resume(reader.subscription)
            reader.introduced, reader.happened = set(), set()
            reader.since = timezone.now()
        else:
            following.pause(reader.subscription)
        reader.paused = not reader.paused

    @rule(frequency=frequencies)
    def tell(self, frequency: Frequency) -> None:
        self._match(frequency)
        self._send()

    def _match(self, frequency: Frequency) -> None:
        due = [
            reader for reader in self.readers if reader.frequency == frequency and not reader.paused
        ]
        before = {reader.subscription.pk: len(told(reader.subscription)) for reader in due}
        listed = {
            reader.subscription.pk: [
                item.hit.card.id for item in find_new(reader.query, reader.since, size=100).items
            ]
            for reader in due
        }
        match(frequency)
        for reader in due:
            self._check(reader, before[reader.subscription.pk], listed[reader.subscription.pk])

    @rule(name=st.sampled_from(SECTORS), into=st.sampled_from([None, *SECTORS]), away=st.booleans())
    def change_a_term_and_send(self, name: str, into: str | None, away: bool) -> None:
        """A sector is renamed, or goes up in another, when all mails are written and none went."""
        for frequency in Frequency:
            self._match(frequency)
        with mock.patch.object(queue, "_drain_now"):
            if into is None or into == name:
                sector = build.term(_sector(), name)
                sector.slug = f"{name}-{next(self.folders)}"
                sector.save()
            else:
                merge(build.term(_sector(), name), build.term(_sector(), into))
                for each in (*self.books.values(), *self.readers):
                    each.sectors = {into if sector == name else sector for sector in each.sectors}
        if away:  # the mails are tried before the index has it, and once more after that
            send_waiting()
        look()
        self._send()

    def _send(self) -> None:
        """All that was written goes, whole."""
        Delivery.objects.filter(state=DeliveryState.WAITING).update(not_before=timezone.now())
        send_waiting()
        states = Delivery.objects.order_by().values_list("state", "left_out")
        assert all(each == (DeliveryState.SENT, []) for each in states)

    def _check(self, reader: Reader, before: int, listed: list[int]) -> None:
        found = {pk for pk, book in self.books.items() if reader.finds(book)}
        page = {card.id for card in finding.find_all(reader.query)}
        assert page == found
        new = (reader.introduced | reader.happened) & found
        assert set(listed) == new, "the page lists something else as new"
        wanted = [pk for pk in listed if pk in reader.happened or pk not in reader.heard]
        mails = told(reader.subscription)[before:]
        assert mails == ([wanted] if wanted else [])
        if mails:
            delivery = reader.subscription.deliveries.order_by("-made_at").first()
            assert delivery is not None
            assert delivery.edition is not None
            shown = present(reader.query, delivery.edition.items)
            assert [item.hit.card.id for item in shown] == wanted
            assert all(item.reasons for item in shown)
        reader.heard |= set(wanted)
        reader.introduced, reader.happened = set(), set()
        reader.since = timezone.now()

    # --- the books ----------------------------------------------------------------------

    def _pick(self, number: int, kind: str = "") -> Book:
        books = [book for book in self.books.values() if kind in ("", book.kind)]
        book = books[number % len(books)]
        book.page = build.reload(book.page)
        return book

    def _changing(self, book: Book) -> Any:
        return _Change(self, book)

    def _happened(self, book: Book) -> None:
        for reader in self.readers:
            if book.visible:
                reader.happened.add(book.page.pk)


class _Change:
    """What a change of one entry is to every follower: an introduction, or nothing."""

    def __init__(self, histories: Histories, book: Book) -> None:
        self.histories, self.book = histories, book

    def __enter__(self) -> None:
        self.visible = self.book.visible
        self.chosen = [reader.chooses(self.book) for reader in self.histories.readers]

    def __exit__(self, *error: object) -> None:
        look()
        if not self.book.visible:
            return
        for reader, chosen in zip(self.histories.readers, self.chosen, strict=True):
            if not self.visible or (not chosen and reader.chooses(self.book)):
                reader.introduced.add(self.book.page.pk)


def _sector() -> Any:
    from practices.models import Sector

    return Sector


def sectors_known(names: list[str]) -> list[str]:
    """The slugs of sectors, which are there from then on."""
    return [build.term(_sector(), name).slug for name in names]


@pytest.mark.slow
def test_every_mail_lists_what_the_page_lists_as_new(db: None, tmp_path: Path) -> None:
    Histories.place = tmp_path
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )
