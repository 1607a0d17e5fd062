"""What happens in the catalogue reaches the index, whatever way it happens."""

from __future__ import annotations

import signal
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import PageViewRestriction

from practices.models import Organisation, Partner, Region, Sector
from search import finding, queue
from search.engines import current_engine
from search.query import SearchQuery
from tests import build
from tests.processes import started

pytestmark = pytest.mark.django_db


def found(text: str = "", **facets: Any) -> set[str]:
    """The titles that a search finds once the queue is drained."""
    queue.drain()
    return {hit.card.title for hit in finding.find(SearchQuery.of(text, **facets)).hits}


def test_a_published_entry_is_found_and_an_unpublished_one_is_not() -> None:
    made = build.entry(title="Nachtzorg")
    assert found("nachtzorg") == {"Nachtzorg"}

    made.unpublish()

    assert found("nachtzorg") == set()


def test_a_draft_is_not_found_until_it_is_published() -> None:
    made = build.entry(title="Concept", live=False)
    assert found() == set()

    made.save_revision().publish()

    assert found() == {"Concept"}


def test_a_change_that_is_only_a_draft_is_not_found() -> None:
    made = build.entry(title="Oude titel")
    made.title = "Nieuwe titel"
    made.save_revision()

    assert found() == {"Oude titel"}


def test_a_deleted_entry_leaves() -> None:
    build.entry(title="Blijft")
    build.entry(title="Gaat").delete()

    assert found() == {"Blijft"}


def test_a_deleted_network_takes_its_entries_along() -> None:
    build.entry(title="Blijft")
    other = build.network("elders")
    build.entry(title="Gaat", parent=other)
    assert found() == {"Blijft", "Gaat"}

    other.refresh_from_db()
    other.delete()

    assert found() == {"Blijft"}


@pytest.mark.parametrize("level", ["entry", "network", "home"])
def test_a_restriction_at_any_level_closes_what_is_below(level: str) -> None:
    made = build.entry(title="Besloten")
    assert found() == {"Besloten"}
    page = {"entry": made, "network": build.network(), "home": build.home()}[level]

    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert found() == set()
    assert dict(current_engine().fingerprints()) == {}

    restriction.delete()
    assert found() == {"Besloten"}


def test_a_moved_entry_changes_network() -> None:
    made = build.entry(title="Verhuist")
    other = build.network("elders")
    assert found(netwerk="drenthe") == {"Verhuist"}

    made.move(other, pos="last-child")

    assert found(netwerk="drenthe") == set()
    assert found(netwerk="elders") == {"Verhuist"}


def test_a_renamed_network_changes_its_entries() -> None:
    build.entry(title="Blijft")
    network = build.network()
    found()
    network.slug = "drents"
    network.title = "Drents leernetwerk"
    network.save()

    assert found(netwerk="drents") == {"Blijft"}
    assert found("Drents leernetwerk") == {"Blijft"}


def test_what_expires_leaves_without_a_command() -> None:
    made = build.entry(title="Verloopt")
    made.expire_at = timezone.now() + timedelta(hours=1)
    made.save()
    assert found() == {"Verloopt"}

    made.expire_at = timezone.now() - timedelta(seconds=2)
    type(made).objects.filter(pk=made.pk).update(expire_at=made.expire_at)
    queue.enqueue_ids([made.pk])

    assert found() == set()


def test_an_expiry_by_the_clock_reaches_the_index() -> None:
    made = build.entry(title="Verloopt")
    type(made).objects.filter(pk=made.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")

    assert not build.reload(made).live
    assert found() == set()


def test_a_renamed_term_is_found_by_its_new_name() -> None:
    build.entry(title="Blijft", sectors=["welzijn"])
    assert found("wonen") == set()

    sector = Sector.objects.get(name="welzijn")
    sector.name = "wonen"
    sector.save()

    assert found("wonen") == {"Blijft"}
    assert found(sector="welzijn") == {"Blijft"}  # the slug stays what addresses hold on to


def test_a_deleted_term_is_gone_from_its_entries() -> None:
    build.entry(title="Blijft", sectors=["welzijn"])
    assert found("welzijn") == {"Blijft"}

    Sector.objects.get(name="welzijn").delete()

    assert found("welzijn") == set()


def test_a_renamed_tag_and_organisation_reach_the_index() -> None:
    organisation = Organisation.objects.create(name="De Wilgen")
    made = build.entry(title="Blijft", tags=["thuis"])
    made.partners.add(Partner(organisation=organisation))
    made.save()
    found()

    Tag.objects.filter(slug="thuis").get()
    tag = Tag.objects.get(slug="thuis")
    tag.name = "langer thuis"
    tag.save()
    organisation.name = "De Eiken"
    organisation.save()

    assert found("eiken") == {"Blijft"}
    assert found("langer") == {"Blijft"}
    assert found("wilgen") == set()


def test_a_changed_area_changes_where_entries_are_found() -> None:
    build.drenthe()
    build.entry(title="In Assen", regions=["GM0106"])
    area = Region.objects.get(name="Oost-Drenthe")
    assert found(regio=area.code) == set()

    area.members = [*area.members.all(), Region.objects.get(code="GM0106")]
    area.save()
    assert found(regio=area.code) == {"In Assen"}

    area.members = [Region.objects.get(code="GM0114")]
    area.save()
    assert found(regio=area.code) == set()


def test_a_change_that_is_rolled_back_leaves_no_row() -> None:
    made = build.entry(title="Blijft")
    queue.drain()

    with transaction.atomic():
        made.title = "Nooit"
        made.save()
        transaction.set_rollback(True)

    assert not queue.pending().exists()


def test_a_change_while_an_entry_is_being_indexed_stays_pending(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = build.entry(title="Eerst")
    write = queue.write_entries

    def write_and_change(*arguments: Any) -> int:
        done = write(*arguments)
        monkeypatch.setattr(queue, "write_entries", write)
        made.title = "Daarna"
        made.save()
        return done

    monkeypatch.setattr(queue, "write_entries", write_and_change)
    queue.drain(limit=1)
    assert queue.pending().count() == 1

    assert found() == {"Daarna"}


def test_reconcile_mends_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    keep = build.entry(title="Blijft")
    gone = build.entry(title="Weg")
    queue.drain()
    # Behind the back of every signal: one changed, one deleted, one the index never saw.
    type(keep).objects.filter(pk=keep.pk).update(title="Veranderd")
    with current_engine().writer() as writer:
        writer.write([], [gone.pk], {gone.pk: 1_000})
        writer.commit()

    call_command("reconcile")

    assert "1 ontbraken, 1 waren verouderd, 0 hoorden er niet in; 2 hersteld" in (
        capsys.readouterr().out
    )
    assert found() == {"Veranderd", "Weg"}
    call_command("reconcile")
    assert "0 hersteld" in capsys.readouterr().out


def test_a_rebuild_finds_everything_and_loses_nothing_made_meanwhile(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build.entry(title="Eerst")
    build.entry(title="Ook")
    queue.drain()
    write = queue.write_entries
    calls = []

    def change_meanwhile(*arguments: Any) -> int:
        done = write(*arguments)
        if not calls:
            calls.append(1)
            made.title = "Tijdens"
            made.save()
            queue.drain()  # another process indexes it, in the old index
        return done

    monkeypatch.setattr(queue, "write_entries", change_meanwhile)
    call_command("rebuild_index")

    assert "2 van 2 vermeldingen" in capsys.readouterr().out
    assert found() == {"Tijdens", "Ook"}


KILLED = """
import os, django
django.setup()
from search import queue
from practices.models import BestPractice
queue._drain_now = lambda: os.kill(os.getpid(), 9)  # right after the commit
made = BestPractice.objects.get(slug="slachtoffer")
made.title = "Na de dood"
made.save()
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_commit_and_indexing_loses_nothing() -> None:
    build.entry(title="Voor de dood", slug="slachtoffer")
    queue.drain()

    with started("-c", KILLED) as killed:
        assert killed.wait(60) == -signal.SIGKILL
    assert queue.pending().count() == 1
    assert found() == {"Na de dood"}
