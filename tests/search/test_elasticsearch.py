"""What only a cluster does: aliases, versions, one request a page, hosts that fail."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from practices.models import Entry
from search import finding, queue, rebuild
from search.address import SearchAddress
from search.checks import the_index_fits_the_program
from search.documents import analysed
from search.engines import current_engine, elasticsearch_indices
from search.engines.base import BEGINNING, EngineBusyError, EngineQuery, EngineUnavailableError
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_indices import Indices
from search.query import SearchQuery
from tests import build, cluster
from tests.contract.test_contract import NOW, document, fill
from tests.processes import eventually

pytestmark = pytest.mark.django_db

SWAPS = 60
NEW_SITES, AT_ONCE = 4, 6


@pytest.fixture
def engine(on_cluster: SearchAddress) -> ElasticsearchEngine:
    """The engine of the site in this test."""
    made = current_engine()
    assert isinstance(made, ElasticsearchEngine)
    return made


def titles(text: str = "") -> set[str]:
    return {hit.card.title for hit in finding.find(SearchQuery.of(text)).hits}


def aliases(prefix: str) -> dict[str, set[str]]:
    """The short names of the aliases of every index of this test."""
    with cluster.client() as raw:
        found = raw.indices.get_alias(index=f"{prefix}-*").body
    return {
        name: {alias.removeprefix(f"{prefix}-") for alias in about["aliases"]}
        for name, about in found.items()
    }


def write(engine: ElasticsearchEngine, version: int, title: str | None) -> int:
    """Write entry 1 with a title, or take it away; how many writes came too late."""
    with engine.writer() as writer:
        documents = [] if title is None else [analysed(document(1, title=title))]
        writer.write(documents, [] if documents else [1], {1: version})
        writer.commit()
    return writer.stale


def found(engine: ElasticsearchEngine, title_key: str) -> bool:
    asked = EngineQuery(now=NOW, limit=10)
    ids = engine.search(asked).ids
    prints = dict(engine.fingerprints())
    return ids == (1,) and prints[1] == document(1, title=title_key).fingerprint


# --- versions -----------------------------------------------------------------------------


def test_an_older_state_never_takes_the_place_of_a_newer_one(engine: ElasticsearchEngine) -> None:
    assert write(engine, 5, "nieuw") == 0
    assert write(engine, 4, "oud") == 1
    assert found(engine, "nieuw")
    assert write(engine, 3, None) == 1
    assert found(engine, "nieuw")

    assert write(engine, 6, None) == 0
    assert write(engine, 5, "nieuw") == 1  # a late write does not bring it back
    assert engine.search(EngineQuery(now=NOW)).total == 0


def test_two_processes_that_drain_at_once_double_nothing(engine: ElasticsearchEngine) -> None:
    for number in range(20):
        build.entry(title=f"Vermelding {number}")
    rows = list(queue.pending().values_list("entry_id", flat=True))

    with engine.writer() as one, engine.writer() as other:
        queue.write_entries(one, rows)
        queue.write_entries(other, rows)
        one.commit()
        other.commit()

    assert other.stale == 20
    assert engine.search(EngineQuery(now=2**40)).total == 20


def test_reconcile_mends_an_index_that_is_ahead_of_a_database_put_back_from_a_copy(
    engine: ElasticsearchEngine,
) -> None:
    made = build.entry(title="Uit de kopie")
    queue.drain()
    with engine.writer() as writer:
        late = analysed(document(made.pk, title="Na de kopie"))
        writer.write([late], [], {made.pk: 50})
        writer.commit()

    call_command("reconcile")
    assert titles("kopie") == {"Uit de kopie"}
    made.title = "Weer veranderd"
    made.save()
    queue.drain()

    assert titles("weer veranderd") == {"Weer veranderd"}


# --- the life of an index -----------------------------------------------------------------


def test_a_rebuild_swaps_aliases_and_keeps_one_index_before(
    engine: ElasticsearchEngine, on_cluster: SearchAddress
) -> None:
    build.entry(title="Nachtzorg")
    for _round in range(3):
        call_command("rebuild_index")

    found = aliases(on_cluster.prefix)
    assert sorted(map(sorted, found.values())) == [["previous"], ["read", "write"]]
    assert titles("nachtzorg") == {"Nachtzorg"}


def test_a_rollback_brings_back_the_index_before_with_what_it_missed(
    engine: ElasticsearchEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="geen vorige index"):
        call_command("rebuild_index", "--rollback")
    made = build.entry(title="Eerst")
    build.entry(title="Blijft")
    gone = build.entry(title="Weg")
    call_command("rebuild_index")
    call_command("rebuild_index")
    made.title = "Daarna"
    made.save()
    gone.delete()
    queue.drain()
    before = engine.generation()

    call_command("rebuild_index", "--rollback")

    assert "De vorige index is weer in dienst" in capsys.readouterr().out
    assert engine.generation().split(":")[0] != before.split(":")[0]
    assert titles() == {"Daarna", "Blijft"}
    assert engine.behind_since() is None


def test_a_rebuild_whose_counts_do_not_agree_leaves_the_old_index_serving(
    engine: ElasticsearchEngine, on_cluster: SearchAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.entry(title="Nachtzorg")
    call_command("rebuild_index")
    before = aliases(on_cluster.prefix)
    seen = rebuild._Counted.write

    def one_too_many(counted: Any, *arguments: Any) -> None:
        seen(counted, *arguments)
        counted.ids.add(0)

    monkeypatch.setattr(rebuild._Counted, "write", one_too_many)

    with pytest.raises(CommandError, match="niet vervangen"):
        call_command("rebuild_index")

    assert aliases(on_cluster.prefix) == before
    assert titles("nachtzorg") == {"Nachtzorg"}


def test_whoever_dies_right_after_the_swap_leaves_the_rest_to_the_next_drain(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build.entry(title="Eerst")
    queue.drain()
    swap = Indices.put_in_service

    def change_at_the_last_moment(indices: Indices, name: str) -> None:
        made.title = "Tijdens"
        made.save()
        queue.drain()  # another process, into the index that is about to be put aside
        swap(indices, name)
        raise KeyboardInterrupt

    monkeypatch.setattr(Indices, "put_in_service", change_at_the_last_moment)
    with pytest.raises(KeyboardInterrupt):
        call_command("rebuild_index")
    monkeypatch.setattr(Indices, "put_in_service", swap)
    assert not queue.pending().exists()

    queue.drain()

    assert titles() == {"Tijdens"}


def test_a_rebuild_that_cannot_clean_up_is_in_service_all_the_same(
    engine: ElasticsearchEngine,
    on_cluster: SearchAddress,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    build.entry(title="Nachtzorg")
    call_command("rebuild_index")

    def away(*_arguments: Any) -> None:
        raise EngineUnavailableError("a node left")

    with monkeypatch.context() as patch:
        patch.setattr(Indices, "clean_up", away)
        patch.setattr(queue, "drain", away)
        call_command("rebuild_index")
        assert capsys.readouterr().out.count("Index opgebouwd") == 2
        call_command("rebuild_index", "--rollback")
        assert "weer in dienst" in capsys.readouterr().out

    call_command("rebuild_index")
    assert len(aliases(on_cluster.prefix)) == 2
    assert titles("nachtzorg") == {"Nachtzorg"}


def test_what_a_killed_rebuild_left_is_cleaned_up_by_the_next(
    engine: ElasticsearchEngine, on_cluster: SearchAddress
) -> None:
    build.entry(title="Nachtzorg")
    call_command("rebuild_index")
    left = engine._indices.make()[0]  # as after a kill: made, and nobody to take it away
    assert left in aliases(on_cluster.prefix)

    call_command("rebuild_index")

    assert left not in aliases(on_cluster.prefix)
    assert len(aliases(on_cluster.prefix)) == 2


def test_a_cluster_that_lost_everything_is_filled_again_by_the_next_drain(
    engine: ElasticsearchEngine, on_cluster: SearchAddress
) -> None:
    build.entry(title="Nachtzorg")
    queue.drain()
    with cluster.client() as raw:
        raw.indices.delete(index=list(aliases(on_cluster.prefix)))
    assert the_index_fits_the_program(None)[0].id == "search.W002"

    queue.drain()

    assert titles("nachtzorg") == {"Nachtzorg"}
    assert the_index_fits_the_program(None) == []


def test_processes_that_meet_the_lack_of_an_index_at_once_all_go_on(
    on_cluster: SearchAddress,
) -> None:
    def ask(prefix: str) -> tuple[Any, int]:
        """As another process does, with a connection of its own."""
        own = ElasticsearchEngine(replace(on_cluster, prefix=prefix), cluster.TIMEOUT)
        try:
            return own.behind_since(), own.search(EngineQuery(now=NOW)).total
        finally:
            own.close()

    prefixes = [f"{on_cluster.prefix}-{number}" for number in range(NEW_SITES)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for prefix in prefixes:
            assert set(pool.map(ask, [prefix] * AT_ONCE)) == {(BEGINNING, 0)}

    assert [list(aliases(prefix).values()) for prefix in prefixes] == [
        [{"read", "write"}]
    ] * NEW_SITES


def test_nobody_sees_an_index_whose_shard_does_not_answer_yet(
    engine: ElasticsearchEngine, on_cluster: SearchAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "index.routing.allocation.require._name"
    body = elasticsearch_indices.index_body

    def slow_to_start(*arguments: Any) -> dict[str, Any]:
        made = body(*arguments)
        return {**made, "settings": {**made["settings"], nowhere: "no node has this name"}}

    monkeypatch.setattr(elasticsearch_indices, "index_body", slow_to_start)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(engine.behind_since)
        eventually(lambda: aliases(on_cluster.prefix))
        assert aliases(on_cluster.prefix) == {f"{on_cluster.prefix}-v0": set()}

        with cluster.client() as raw:
            raw.indices.put_settings(index=f"{on_cluster.prefix}-v0", settings={nowhere: None})
        assert asked.result() == BEGINNING

    assert aliases(on_cluster.prefix) == {f"{on_cluster.prefix}-v0": {"read", "write"}}


def test_a_first_index_that_comes_too_late_leaves_the_rebuilt_one_in_service(
    engine: ElasticsearchEngine, on_cluster: SearchAddress
) -> None:
    build.entry(title="Blijft")
    call_command("rebuild_index")

    engine._indices.make_first()  # it met the lack of one before the rebuild was done

    assert titles() == {"Blijft"}
    call_command("rebuild_index")
    assert len(aliases(on_cluster.prefix)) == 2


def test_two_rebuilds_at_once_end_with_one_index_and_a_clear_refusal(
    engine: ElasticsearchEngine,
) -> None:
    build.entry(title="Blijft")

    with pytest.raises(EngineBusyError), engine.rebuilder() as slow:
        slow.write([analysed(document(1, title="half"))], [], {1: 1})
        rebuild.rebuild()
        slow.commit()

    assert titles() == {"Blijft"}


def test_drains_go_on_while_the_index_is_swapped(
    engine: ElasticsearchEngine, on_cluster: SearchAddress
) -> None:
    for _twice in range(2):
        with engine.rebuilder() as rebuilder:
            rebuilder.commit()
            rebuilder.swap()
    over = threading.Event()

    def drain(number: int) -> int:
        commits = 0
        while not over.is_set():
            write(engine, commits := commits + 1, f"{number}")
        return commits

    with ThreadPoolExecutor() as pool:
        draining = [pool.submit(drain, number) for number in range(3)]
        for _swap in range(SWAPS):
            engine.roll_back()
        over.set()

        assert all(each.result() > 0 for each in draining)


def test_a_changed_mapping_is_noticed_and_a_rebuild_mends_it(
    engine: ElasticsearchEngine, on_cluster: SearchAddress
) -> None:
    call_command("rebuild_index")
    assert the_index_fits_the_program(None) == []
    with cluster.client() as raw:
        raw.indices.put_mapping(index=f"{on_cluster.prefix}-write", meta={"schema": "0"})

    message = the_index_fits_the_program(None)[0]
    assert (message.id, "rebuild_index" in str(message.hint)) == ("search.W002", True)

    call_command("rebuild_index")
    assert the_index_fits_the_program(None) == []


def test_another_process_is_heard_of_within_a_second(
    engine: ElasticsearchEngine, on_cluster: SearchAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ElasticsearchEngine(on_cluster, cluster.TIMEOUT)
    fill(engine, [document(1)])
    before = other.generation()
    write(engine, 7, "nachtzorg")
    monkeypatch.setattr("search.engines.elasticsearch.KEEP_TOKEN", 0.0)

    assert other.generation() == engine.generation() != before


# --- searching ----------------------------------------------------------------------------


def test_a_page_is_one_search(
    engine: ElasticsearchEngine, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(8):
        build.entry(title=f"Nachtzorg {number}", sectors=["zorg"])
    queue.drain()
    caplog.set_level(logging.INFO, logger="elastic_transport.transport")
    Client().get("/zoeken/?q=nachtzorg&sector=zorg")
    caplog.clear()

    html = Client().get("/zoeken/?q=nachtzorg&sector=zorg").content.decode()

    asked = [record.getMessage() for record in caplog.records if "_search" in record.getMessage()]
    assert len(asked) == 1
    assert html.count('<article class="card ') == 8


def test_an_export_goes_beyond_the_window(engine: ElasticsearchEngine) -> None:
    fill(engine, [document(pk) for pk in range(1, 10_101)])

    ids = list(engine.matching_ids(EngineQuery(now=NOW)))

    assert ids == list(range(10_100, 0, -1))


def test_a_document_with_a_word_as_long_as_a_book_is_taken(engine: ElasticsearchEngine) -> None:
    fill(engine, [document(1, body="a" * 40_000), document(2, title="nachtzorg")])

    assert engine.search(EngineQuery(now=NOW)).total == 2
    assert engine.vocabulary()["nachtzorg"] == 1


# --- hosts --------------------------------------------------------------------------------


@contextmanager
def refusing() -> Iterator[str]:
    """A host that refuses every call."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_dead_node_fails_no_page(engine: ElasticsearchEngine, on_cluster: SearchAddress) -> None:
    fill(engine, [document(1)])
    with refusing() as dead, refusing() as dead_as_well:
        hosts = (dead, *on_cluster.hosts, dead_as_well)
        several = ElasticsearchEngine(replace(on_cluster, hosts=hosts), cluster.TIMEOUT)
        for _page in range(12):
            assert several.search(EngineQuery(now=NOW)).ids == (1,)
        write(several, 9, "nachtzorg")
    assert found(engine, "nachtzorg")


def test_a_refusal_of_the_server_is_no_answer_to_a_reader_and_tells_no_secret(
    engine: ElasticsearchEngine, on_cluster: SearchAddress
) -> None:
    with cluster.client() as raw:
        call_command("rebuild_index")
        raw.indices.put_settings(
            index=f"{on_cluster.prefix}-write", settings={"index.blocks.write": True}
        )
    build.entry(title="Wacht")

    with pytest.raises(EngineUnavailableError, match="403"):
        queue.drain()

    assert queue.pending().count() == Entry.objects.count() == 1
    assert titles() == set()
