"""Under which regions an entry is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices import vocabulary
from practices.regions import RegionNode, RegionTree
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> RegionTree:
    build.drenthe()
    return vocabulary.current().regions


OOST, ZUID_OOST = "GB-oost-drenthe", "GB-zuid- en oost-drenthe"


@pytest.mark.parametrize(
    ("tagged", "found_under"),
    [
        ("GM0114", {"GM0114", OOST, ZUID_OOST, "GG03", "PV22"}),
        ("GM0106", {"GM0106", "GG03", "PV22"}),
        (OOST, {OOST, "GM0114", "GG03", "PV22"}),
        ("GG03", {"GG03", "PV22"}),
        ("PV22", {"PV22"}),
        ("NL", {"NL"}),
        ("GM9999", set()),
    ],
)
def test_found_under(tree: RegionTree, tagged: str, found_under: set[str]) -> None:
    assert tree.found_under([tagged]) == found_under


def test_a_health_region_that_equals_its_province_is_a_twin(tree: RegionTree) -> None:
    assert tree.twins == {"GG03": "PV22", "GG01": "PV20"}


def test_the_surroundings_of_a_municipality(tree: RegionTree) -> None:
    assert tree.surroundings("GM0109") == (ZUID_OOST, "PV22", "NL")
    assert tree.surroundings("NL") == ()
    assert tree.surroundings(OOST) == ("PV22", "NL")


def test_a_name_that_several_regions_share_resolves_to_none(tree: RegionTree) -> None:
    current = vocabulary.current()
    assert current.resolve("regio", "Emmen") == "GM0114"
    assert current.resolve("regio", "Klazienaveen") == "GM0114"
    assert current.resolve("regio", "groningen-gemeente") == "GM0014"
    assert current.resolve("regio", "landelijk") == "NL"
    # The plain slug belongs to the province, so that an address with it has one meaning.
    assert current.resolve("regio", "groningen") == "PV20"
    assert current.resolve("regio", "Atlantis") is None


@given(st.data())
def test_an_entry_is_found_under_every_region_above_each_of_its_own(data: st.DataObject) -> None:
    """On random trees: what a municipality is found under holds all of its ancestors."""
    provinces = [f"P{n}" for n in range(data.draw(st.integers(1, 3)))]
    health = {f"H{n}": data.draw(st.sampled_from(provinces)) for n in range(4)}
    towns = {f"M{n}": data.draw(st.sampled_from(sorted(health))) for n in range(8)}
    areas = {
        f"A{n}": frozenset(data.draw(st.sets(st.sampled_from(sorted(towns)), max_size=4)))
        for n in range(3)
    }
    nodes = [RegionNode(code, "province", code, code, "NL") for code in provinces]
    nodes += [RegionNode(code, "health_region", code, code, up) for code, up in health.items()]
    nodes += [RegionNode(code, "municipality", code, code, up) for code, up in towns.items()]
    nodes += [RegionNode(code, "area", code, code, None, held) for code, held in areas.items()]
    tree = RegionTree({node.code: node for node in nodes})
    tagged = data.draw(st.sets(st.sampled_from(sorted(tree.nodes)), max_size=3))

    expected = set(tagged)
    for code in tagged:
        members = areas.get(code, frozenset())
        for town in {code} & set(towns):
            expected |= {area for area, held in areas.items() if town in held}
        for town in members | ({code} & set(towns)):
            expected |= {town, towns[town], health[towns[town]]}
        if code in health:
            expected.add(health[code])

    assert tree.found_under(tagged) == expected


def test_a_changed_term_makes_a_new_vocabulary() -> None:
    build.drenthe()
    before = vocabulary.current()
    assert vocabulary.current() is before

    build.region("GM0118", "municipality", "Hoogeveen", "GG03")

    assert vocabulary.current().term("regio", "GM0118") is not None
    assert before.term("regio", "GM0118") is None


def test_the_vocabulary_costs_one_query_while_nothing_changes(
    django_assert_num_queries: object,
) -> None:
    build.drenthe()
    vocabulary.current()
    with django_assert_num_queries(1):  # type: ignore[operator]
        vocabulary.current()
