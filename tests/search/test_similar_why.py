"""Similar entries, and why an entry was found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search import queue
from search.query import SearchQuery
from search.similar import similar_entries
from search.why import reasons
from tests import build

pytestmark = pytest.mark.django_db


def test_the_same_question_answered_elsewhere_comes_first() -> None:
    build.drenthe()
    own = build.entry(title="Nachtzorg in Emmen", regions=["GM0114"], themes=["nachtzorg"])
    build.entry(title="Nachtzorg in Coevorden", regions=["GM0109"], themes=["nachtzorg"])
    build.entry(title="Nachtzorg in Groningen", regions=["GM0014"], themes=["nachtzorg"])
    build.entry(title="Iets anders", regions=["GM0014"], themes=["wonen"])
    queue.drain()

    found = [card.title for card in similar_entries(own.pk)]

    assert found == ["Nachtzorg in Groningen", "Nachtzorg in Coevorden"]


def test_what_stands_on_the_page_already_is_left_out() -> None:
    own = build.entry(title="Nachtzorg", themes=["nachtzorg"])
    other = build.entry(title="Ook nachtzorg", themes=["nachtzorg"])
    build.entry(title="Nog nachtzorg", themes=["nachtzorg"])
    queue.drain()

    assert [card.title for card in similar_entries(own.pk, 4, {other.pk})] == ["Nog nachtzorg"]


def test_never_itself_and_never_a_restricted_one() -> None:
    own = build.entry(title="Nachtzorg", themes=["nachtzorg"])
    closed = build.entry(title="Besloten nachtzorg", themes=["nachtzorg"])
    queue.drain()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")

    assert similar_entries(own.pk) == []  # also before the index knows
    queue.drain()
    assert similar_entries(own.pk) == []
    assert similar_entries(closed.pk) == []


def test_why_names_the_words_and_where_they_stand() -> None:
    made = build.entry(title="Samen zorgen", summary="Mantelzorgers helpen.", themes=["nachtzorg"])
    queue.drain()

    found = reasons(made.pk, SearchQuery.of("mantelzorger nachtzorg", thema="nachtzorg"))

    assert [(each.asked, [place.words for place in each.places]) for each in found] == [
        ("mantelzorger", [("Mantelzorgers",)]),
        ("nachtzorg", [("nachtzorg",)]),
        ("Thema", [("nachtzorg",)]),
    ]


def test_why_says_nothing_of_what_has_expired(client: Client) -> None:
    made = build.entry(title="Mantelzorg")
    type(made).objects.filter(pk=made.pk).update(expire_at=timezone.now() - timedelta(seconds=1))

    assert client.get(f"/zoeken/waarom/{made.pk}/?q=mantelzorg").status_code == 404


@pytest.mark.parametrize("number", [0, 2**63, 10**30])
def test_why_of_a_number_that_is_no_entry(client: Client, number: int) -> None:
    assert client.get(f"/zoeken/waarom/{number}/?q=a").status_code == 404


def test_why_says_nothing_of_what_may_not_be_seen(client: Client) -> None:
    made = build.entry(title="Mantelzorg")
    PageViewRestriction.objects.create(page=made, restriction_type="login")

    assert client.get(f"/zoeken/waarom/{made.pk}/?q=mantelzorg").status_code == 404
