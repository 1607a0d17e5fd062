"""What happens in the catalogue is noticed as news: all of it, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from practices.models import Sector, Session
from practices.models.choices import SessionStatus
from subscriptions.models import Known, KnownSession, Look, News
from subscriptions.noticing import notice
from tests import build
from tests.subscriptions.following import look

pytestmark = pytest.mark.django_db


def news_of(entry: Any) -> list[str]:
    """The kinds of news of an entry, in order."""
    return list(
        News.objects.filter(entry_id=entry.pk).order_by("pk").values_list("kind", flat=True)
    )


@pytest.fixture(autouse=True)
def looked_before(network: Any) -> None:
    look()


def test_a_published_entry_is_news_once() -> None:
    made = build.entry()
    look()
    made.summary = "Een andere samenvatting."
    made.save()
    look()

    assert news_of(made) == ["nieuw"]


def test_a_draft_is_no_news_before_it_is_published() -> None:
    made = build.entry(live=False)
    look()
    assert news_of(made) == []

    made.save_revision().publish()
    look()

    assert news_of(made) == ["nieuw"]


def test_an_entry_that_comes_back_is_news_marked_as_such() -> None:
    made = build.entry()
    look()
    made.unpublish()
    look()
    made.save_revision().publish()
    look()

    rows = News.objects.filter(entry_id=made.pk).order_by("pk")
    assert [(row.kind, row.again) for row in rows] == [("nieuw", False), ("nieuw", True)]


def test_a_restriction_that_is_taken_away_makes_what_is_behind_it_news() -> None:
    made = build.entry()
    closed = PageViewRestriction.objects.create(page=made, restriction_type="login")
    look()
    assert news_of(made) == []

    closed.delete()
    look()

    assert news_of(made) == ["nieuw"]


def test_another_sector_is_news_with_what_it_was_before() -> None:
    made = build.entry(sectors=["zorg"])
    look()
    made.sectors.add(Sector.objects.get_or_create(name="wonen")[0])
    made.save()
    look()

    row = News.objects.get(entry_id=made.pk, kind="erbij")
    assert row.before["sector"] == ["zorg"]


def test_a_sector_that_is_taken_away_is_no_news() -> None:
    made = build.entry(sectors=["zorg", "wonen"])
    look()
    made.sectors.set([Sector.objects.get(name="zorg")])
    made.save()
    look()

    assert news_of(made) == ["nieuw"]


def test_a_new_session_to_come_is_news_and_one_of_the_past_is_not() -> None:
    made = build.entry("scholing")
    look()
    soon, before = (timezone.now() + timedelta(days=days) for days in (20, -20))
    made.sessions = [Session(start=soon, place="Emmen"), Session(start=before, place="Assen")]
    made.save()
    look()

    row = News.objects.get(entry_id=made.pk, kind="uitvoering")
    assert row.detail == soon.isoformat(timespec="minutes")


def test_a_session_made_anew_at_the_same_time_is_no_news() -> None:
    soon = timezone.now() + timedelta(days=20)
    made = build.entry("scholing", sessions=[Session(start=soon, place="Emmen")])
    look()
    made.sessions.all().delete()
    made.sessions = [Session(start=soon, place="Emmen")]
    made.save()
    look()

    assert "uitvoering" not in news_of(made)
    states = KnownSession.objects.filter(entry_id=made.pk).order_by("session_id")
    assert [state.cancelled for state in states] == [True, False]


def test_a_session_that_moves_or_is_cancelled_gets_a_higher_sequence() -> None:
    soon = timezone.now() + timedelta(days=20)
    made = build.entry("scholing", sessions=[Session(start=soon, place="Emmen")])
    look()
    session = made.sessions.first()
    session.place = "Assen"
    made.sessions = [session]
    made.save()
    look()
    session.status = SessionStatus.CANCELLED
    made.sessions = [session]
    made.save()
    look()

    state = KnownSession.objects.get(entry_id=made.pk)
    assert (state.sequence, state.place, state.cancelled) == (2, "Assen", True)


def test_a_session_on_another_day_is_news_and_one_in_another_room_is_not() -> None:
    made = build.entry("scholing")
    made.sessions = [Session(start=timezone.now() - timedelta(days=100), place="Emmen")]
    made.save()
    look()
    session = made.sessions.get()
    session.start = timezone.now() + timedelta(days=30)
    session.save()
    made.save()
    look()
    assert news_of(made) == ["nieuw", "uitvoering"]

    session.place = "Assen"
    session.save()
    made.save()
    look()
    assert news_of(made) == ["nieuw", "uitvoering"]


def test_what_was_published_while_the_index_was_away_is_news_and_not_history() -> None:
    Look.objects.update(at=timezone.now() - timedelta(days=4))  # the index went away then
    made = build.entry(first_published_at=timezone.now() - timedelta(days=3))
    notice()
    assert news_of(made) == []

    look()
    assert not News.objects.get(entry_id=made.pk).backdated


def test_an_experiment_that_is_confirmed_or_stopped_is_news() -> None:
    made = build.entry("experiment", phase="loopt")
    look()
    made.confirmed_on = date(2026, 11, 1)
    made.save()
    look()
    made.phase, made.phase_reason = "gestopt", "Er was geen geld meer."
    made.save()
    look()

    assert sorted(news_of(made)) == sorted(["nieuw", "bevestigd", "erbij", "fase"])


def test_a_date_of_confirmation_that_was_mended_is_news_again() -> None:
    made = build.entry("experiment", confirmed_on=date(2026, 1, 1))
    look()
    for day in (23, 20):
        made.confirmed_on = date(2026, 11, day)
        made.save()
        look()

    details = News.objects.filter(kind="bevestigd").order_by("pk").values_list("detail", flat=True)
    assert list(details) == ["2026-11-23", "2026-11-20"]


def test_a_renamed_sector_is_no_news() -> None:
    made = build.entry(sectors=["zorg"])
    look()
    Sector.objects.get(name="zorg").delete()  # and what it was is not found any more
    look()

    assert news_of(made) == ["nieuw"]


def test_what_was_there_before_following_began_is_known_with_its_own_date() -> None:
    Known.objects.all().delete()
    News.objects.all().delete()
    from subscriptions.models import Look

    Look.objects.update(at=None)
    old = timezone.now() - timedelta(days=100)
    made = build.entry(first_published_at=old)
    look()

    assert News.objects.get(entry_id=made.pk).at == old


def test_an_entry_waits_until_the_index_has_it() -> None:
    from search.models import QueueRow

    made = build.entry()
    QueueRow.objects.filter(entry_id=made.pk).update(indexed=0)
    notice()
    assert news_of(made) == []

    look()

    assert news_of(made) == ["nieuw"]
