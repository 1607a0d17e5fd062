"""What every engine must do, whoever made it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.analysis import parse_query
from search.documents import NEVER, SearchDocument, analysed
from search.engines.base import (
    MAX_WINDOW,
    EngineQuery,
    NoPreviousIndexError,
    Order,
    SearchEngine,
    SimilarQuery,
)
from tests.contract.catalogues import NOW, documents, expected, questions

NEXT = dict.fromkeys(range(100), 1)  # the versions of what was written without one before
per_example = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def fill(engine: SearchEngine, catalogue: list[SearchDocument], commits: int = 1) -> None:
    """Put a catalogue in service, spread over several commits."""
    with engine.rebuilder() as rebuilder:
        step = max(1, -(-len(catalogue) // commits))
        for start in range(0, len(catalogue), step):
            rebuilder.write([analysed(each) for each in catalogue[start : start + step]], [], {})
            rebuilder.commit()
        rebuilder.commit()
        rebuilder.swap()


def document(pk: int, **values: object) -> SearchDocument:
    made = SearchDocument(
        id=pk,
        title="",
        summary="",
        body="",
        labels="",
        facets=(),
        newest=pk,
        confirmed=pk,
        expires=NEVER,
    )
    return replace(made, **values)  # type: ignore[arg-type]


@per_example
@given(catalogue=documents(), question=questions())
def test_totals_and_counts_equal_a_count_by_brute_force(
    engine: SearchEngine, catalogue: list[SearchDocument], question: tuple[str, EngineQuery]
) -> None:
    _text, query = question
    fill(engine, catalogue, commits=3)

    found = engine.search(query)

    wanted = expected(catalogue, query)
    assert found.total == len(wanted.ids)
    assert set(found.ids) == wanted.ids
    assert {name: dict(counts) for name, counts in found.facets.items()} == wanted.facets


def test_counts_are_exact_with_far_more_values_than_are_drawn(engine: SearchEngine) -> None:
    """Engines count approximately by default: each segment returns only its own top values."""
    choose = random.Random(7)
    catalogue = [
        document(
            pk,
            facets=(
                ("organisatie", tuple({f"o{choose.randrange(4000)}" for _ in range(3)})),
                ("sector", ("zorg",)),
            ),
        )
        for pk in range(1, 3001)
    ]
    fill(engine, catalogue, commits=6)

    found = engine.search(EngineQuery(facets=("organisatie",), now=NOW))

    wanted = expected(catalogue, EngineQuery(facets=("organisatie",), now=NOW))
    assert dict(found.facets["organisatie"]) == wanted.facets["organisatie"]
    assert len(found.facets["organisatie"]) > 150


@per_example
@given(catalogue=documents(), data=st.data())
def test_many_searches_at_once_find_what_each_finds(
    engine: SearchEngine, catalogue: list[SearchDocument], data: st.DataObject
) -> None:
    fill(engine, catalogue)
    ids = [each.id for each in catalogue]
    some = data.draw(st.sets(st.sampled_from(ids), max_size=10) if ids else st.just(set()))
    asked = data.draw(st.lists(questions(), max_size=4))
    queries = [replace(query, ids=tuple(some), facets=()) for _text, query in asked]

    found = engine.searches(queries)

    assert [set(each) for each in found] == [expected(catalogue, query).ids for query in queries]
    newest = {each.id: each.newest for each in catalogue}
    assert all(list(each) == sorted(each, key=lambda pk: -newest[pk]) for each in found)


@pytest.mark.parametrize("order", list(Order))
def test_pages_in_any_order_show_every_hit_once(engine: SearchEngine, order: Order) -> None:
    catalogue = [
        document(
            pk, title="nachtzorg", newest=((pk % 3) << 32) | pk, confirmed=((pk % 2) << 32) | pk
        )
        for pk in range(1, 98)
    ]
    fill(engine, catalogue, commits=5)

    pages = [
        engine.search(
            EngineQuery(
                groups=parse_query("nachtzorg"), order=order, offset=start, limit=10, now=NOW
            )
        ).ids
        for start in range(0, 100, 10)
    ]

    shown = [pk for page in pages for pk in page]
    assert sorted(shown) == list(range(1, 98))
    if order is Order.NEWEST:
        assert shown == sorted(shown, key=lambda pk: -(((pk % 3) << 32) | pk))
    if order in (Order.CONFIRMED, Order.RELEVANCE):  # equal scores: last confirmed first
        assert shown == sorted(shown, key=lambda pk: -(((pk % 2) << 32) | pk))


def test_a_word_in_the_title_weighs_more_than_one_in_the_text(engine: SearchEngine) -> None:

    fill(
        engine,
        [
            document(1, title="iets anders", body="mantelzorg en respijtzorg", newest=9),
            document(2, title="mantelzorg", body="iets anders en respijtzorg", newest=1),
        ],
    )

    found = engine.search(
        EngineQuery(groups=parse_query("mantelzorg"), order=Order.RELEVANCE, now=NOW)
    )

    assert found.ids == (2, 1)


def test_totals_of_several_queries_are_those_of_each(engine: SearchEngine) -> None:
    fill(engine, [document(1, title="nachtzorg"), document(2, body="nachtzorg in de wijk")])
    queries = [
        EngineQuery(groups=parse_query(text), now=NOW) for text in ("nachtzorg", "wijk", "boot")
    ]

    assert engine.totals(queries) == [2, 1, 0]
    assert engine.totals([]) == []
    assert [engine.search(replace(query, limit=0)).total for query in queries] == [2, 1, 0]


def test_words_can_be_looked_for_in_titles_alone(engine: SearchEngine) -> None:
    fill(engine, [document(1, title="nachtzorg"), document(2, body="nachtzorg in de wijk")])

    found = engine.search(EngineQuery(groups=parse_query("nachtzorg"), titles=True, now=NOW))

    assert found.ids == (1,)


def test_a_phrase_does_not_run_from_the_title_into_the_summary(engine: SearchEngine) -> None:

    fill(engine, [document(1, title="zorg in de wijk", summary="teams werken samen")])
    ask = EngineQuery(groups=parse_query('"wijk teams"'), now=NOW)

    assert engine.search(ask).total == 0
    assert engine.search(replace(ask, groups=parse_query('"teams werken"'))).total == 1


def test_writing_replaces_and_deletes(engine: SearchEngine) -> None:
    fill(engine, [document(1, facets=(("soort", ("scholing",)),)), document(2)])

    with engine.writer() as writer:
        writer.write([analysed(document(1, facets=(("soort", ("praktijk",)),)))], [2, 99], NEXT)
        before = engine.search(EngineQuery(facets=("soort",), now=NOW))
        writer.commit()
    after = engine.search(EngineQuery(facets=("soort",), now=NOW))

    assert (before.total, dict(before.facets["soort"])) == (2, {"scholing": 1})
    assert (after.total, dict(after.facets["soort"])) == (1, {"praktijk": 1})


def test_a_writer_can_be_had_again_after_the_last_one_let_go(engine: SearchEngine) -> None:
    for pk in (1, 2):
        with engine.writer() as writer:
            writer.write([analysed(document(pk))], [], {})
            writer.commit()

    assert set(engine.search(EngineQuery(now=NOW)).ids) == {1, 2}


def test_a_rebuild_is_not_seen_before_it_is_swapped(engine: SearchEngine) -> None:
    fill(engine, [document(1)])
    everything = EngineQuery(now=NOW)

    with engine.rebuilder() as rebuilder:
        rebuilder.write([analysed(document(2)), analysed(document(3))], [], {})
        rebuilder.commit()
        assert engine.search(everything).ids == (1,)
        rebuilder.swap()
        assert set(engine.search(everything).ids) == {2, 3}


def test_a_rebuild_that_fails_leaves_the_old_index_serving(engine: SearchEngine) -> None:
    fill(engine, [document(1)])

    with pytest.raises(RuntimeError), engine.rebuilder() as rebuilder:
        rebuilder.write([analysed(document(2))], [], {})
        raise RuntimeError

    assert engine.search(EngineQuery(now=NOW)).ids == (1,)


def test_the_index_before_a_rebuild_can_be_put_back_and_knows_what_it_missed(
    engine: SearchEngine,
) -> None:
    with pytest.raises(NoPreviousIndexError):
        engine.roll_back()
    fill(engine, [document(1)])
    first = engine.behind_since()
    assert first is not None
    engine.caught_up(first)
    assert engine.behind_since() is None
    fill(engine, [document(2)])
    fill(engine, [document(3)])

    engine.roll_back()
    assert engine.search(EngineQuery(now=NOW)).ids == (2,)
    missed = engine.behind_since()
    assert missed is not None
    assert missed > first
    engine.caught_up(first)  # of an index that is no longer in service
    assert engine.behind_since() == missed

    engine.roll_back()
    assert engine.search(EngineQuery(now=NOW)).ids == (3,)


def test_the_token_changes_with_every_change_of_what_is_findable(engine: SearchEngine) -> None:
    fill(engine, [document(1)])
    tokens = [engine.generation()]
    with engine.writer() as writer:
        writer.write([analysed(document(2))], [], {})
        writer.commit()
    tokens.append(engine.generation())
    with engine.writer() as writer:
        writer.write([], [2], NEXT)
        writer.commit()
    tokens.append(engine.generation())
    fill(engine, [document(1)])
    tokens.append(engine.generation())

    assert len(set(tokens)) == 4
    assert engine.generation() == tokens[-1]


def test_the_vocabulary_has_every_word_with_its_documents(engine: SearchEngine) -> None:
    fill(engine, [document(1, title="zorg", body="zorg thuis"), document(2, summary="zorg")], 2)

    words = engine.vocabulary()

    assert words["zorg"] == 2
    assert words["thuis"] == 1


def test_similar_entries_elsewhere_come_first_and_never_the_entry_itself(
    engine: SearchEngine,
) -> None:
    here, there = (("regio", ("PV22",)),), (("regio", ("PV20",)),)
    fill(
        engine,
        [
            document(1, title="nachtzorg", facets=here),
            document(2, title="nachtzorg", facets=here),
            document(3, title="nachtzorg", facets=there),
            document(4, title="nachtzorg", facets=there, expires=NOW),
            document(5, title="iets anders", facets=there),
            document(6, title="dorpsloket", facets=(*there, ("thema", ("nacht",)))),
        ],
    )
    asked = SimilarQuery((("nachtzorg", 0.5),), (("thema", "nacht", 3.0),), ("PV22",), 1, 10, NOW)

    assert engine.similar(asked) == (6, 3, 2)
    assert engine.similar(replace(asked, terms=(), values=())) == ()


def test_no_hits_are_shown_beyond_the_window(engine: SearchEngine) -> None:
    fill(engine, [document(1), document(2)])

    found = engine.search(EngineQuery(offset=MAX_WINDOW + 20, limit=20, now=NOW))

    assert (found.total, found.ids) == (2, ())


def test_what_expires_leaves_by_the_clock(engine: SearchEngine) -> None:
    fill(engine, [document(1, expires=NOW + 10)])

    assert engine.search(EngineQuery(now=NOW + 9)).total == 1
    assert engine.search(EngineQuery(now=NOW + 10)).total == 0


def test_fingerprints_name_every_document(engine: SearchEngine) -> None:
    catalogue = [document(1), document(2, title="nachtzorg")]
    fill(engine, catalogue)

    assert dict(engine.fingerprints()) == {each.id: each.fingerprint for each in catalogue}


def test_all_hits_can_be_had_for_an_export(engine: SearchEngine) -> None:
    fill(engine, [document(pk) for pk in range(1, 60)])

    assert list(engine.matching_ids(EngineQuery(now=NOW))) == list(range(59, 0, -1))


def test_an_empty_engine_answers(engine: SearchEngine) -> None:
    found = engine.search(EngineQuery(facets=("soort",), now=NOW))

    assert (found.total, found.ids, dict(found.facets["soort"])) == (0, (), {})
    assert engine.health().available
