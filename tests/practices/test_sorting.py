"""Names in the order a reader expects, whatever the server's locale."""

from __future__ import annotations

from typing import Any

import pytest

from practices.models import Relation
from practices.models.choices import RelationKind
from practices.sorting import name_key
from tests import build

NAMES = ["'t Noorden", "Academie", "de Brug", "Écht samen", "Eemland", "Zuid", "Zúíd-West"]


def test_capitals_and_accents_do_not_move_a_name() -> None:
    mixed = NAMES[::-1]
    assert sorted(mixed, key=name_key) == NAMES


@pytest.mark.django_db
def test_networks_stand_in_that_order_on_the_home_page(client: Any) -> None:
    for number, name in enumerate(reversed(NAMES)):
        build.network(f"netwerk-{number}", title=name)

    listed = [item.title for item in client.get("/").context["networks"]]

    assert listed == NAMES


@pytest.mark.django_db
def test_related_entries_stand_in_that_order_too(client: Any) -> None:
    target = build.entry(title="Waar het om gaat")
    for name in reversed(NAMES):
        source = build.entry(title=name)
        source.relations = [Relation(target=target, kind=RelationKind.CONTINUES)]
        source.save()

    page = client.get(target.get_url()).content.decode()
    places = [page.index(name.replace("'", "&#x27;")) for name in NAMES]

    assert places == sorted(places)
