"""What was looked for is counted, and nobody is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from search import counting, jobs
from search.models import SearchCount

pytestmark = pytest.mark.django_db


def test_searches_of_a_day_are_added_up() -> None:
    for _time in range(3):
        counting.count_search("  Nachtzorg ", 4)
    counting.write_counts()
    counting.count_search("nachtzorg", 5)
    counting.write_counts()

    assert SearchCount.objects.get().text == "nachtzorg"
    assert list(SearchCount.objects.values_list("count", "hits")) == [(4, 5)]


@pytest.mark.parametrize(
    "text",
    ["jan@example.org", "06 12 34 56 78", "123456782", "1-2-1950", "9741", "x" * 101, "  "],
)
def test_what_may_be_about_a_person_is_not_counted(text: str) -> None:
    counting.count_search(text, 0)
    counting.write_counts()

    assert not SearchCount.objects.exists()


def test_what_hardly_anybody_looks_for_is_forgotten_after_a_month() -> None:
    old = timezone.localdate() - timedelta(days=31)
    SearchCount.objects.create(day=old, text="zeldzaam", hits=0, count=2)
    SearchCount.objects.create(day=old, text="gewoon", hits=9, count=3)
    SearchCount.objects.create(
        day=timezone.localdate() - timedelta(1), text="nieuw", hits=1, count=1
    )

    jobs.forget_rare_searches()

    texts = set(SearchCount.objects.values_list("text", flat=True))
    assert texts == {"gewoon", "nieuw"}
