"""Two terms become one: on entries, in drafts, in addresses and in what is found."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from taggit.models import Tag

from practices import merging, vocabulary
from practices.models import (
    BestPractice,
    FormerValue,
    LearningNetwork,
    Organisation,
    Partner,
    Region,
    Sector,
    Theme,
)
from search import queue
from search.finding import find
from search.query import SearchQuery
from tests import build

pytestmark = pytest.mark.django_db


def titles(query_string: str) -> set[str]:
    queue.drain()
    return {hit.card.title for hit in find(SearchQuery.parse(query_string)).hits}


def resolved(parameter: str, written: str) -> str | None:
    return vocabulary.current().resolve(parameter, written)


# --- a value that changed ------------------------------------------------------------------


def test_an_old_slug_keeps_finding_what_it_found(network: Any) -> None:
    build.entry(title="Samen", sectors=["Welzijn"])
    sector = Sector.objects.get()
    sector.slug = "sociaal"
    sector.save()
    assert titles("sector=welzijn") == titles("sector=sociaal") == {"Samen"}


def test_a_chain_of_names_leads_to_the_last(db: None) -> None:
    sector = Sector.objects.create(name="Een")
    for slug in ("twee", "drie", "vier"):
        sector.slug = slug
        sector.save()
    assert {resolved("sector", slug) for slug in ("een", "twee", "drie")} == {"vier"}


def test_going_back_to_an_old_name_makes_no_circle(db: None) -> None:
    sector = Sector.objects.create(name="Een")
    for slug in ("twee", "een"):
        sector.slug = slug
        sector.save()
    assert resolved("sector", "twee") == resolved("sector", "een") == "een"


def test_a_reused_value_belongs_to_its_new_owner(db: None) -> None:
    sector = Sector.objects.create(name="Zorg", slug="zorg")
    sector.slug = "langdurige-zorg"
    sector.save()
    Sector.objects.create(name="Alle zorg", slug="zorg").delete()
    assert resolved("sector", "langdurige-zorg") == "langdurige-zorg"
    assert resolved("sector", "zorg") is None


def test_what_led_to_a_deleted_term_leads_nowhere(db: None) -> None:
    sector = Sector.objects.create(name="Oud", slug="oud")
    sector.slug = "nieuw"
    sector.save()
    sector.delete()
    Sector.objects.create(name="Iets anders", slug="nieuw")
    assert resolved("sector", "oud") is None


def test_a_region_is_found_by_its_old_code_and_its_old_slug(network: Any) -> None:
    build.drenthe()
    build.entry(title="In Emmen", regions=["GM0114"])
    emmen = Region.objects.get(code="GM0114")
    emmen.code, emmen.slug = "GM9999", "emmen-nieuw"
    emmen.save()
    assert titles("regio=GM0114") == titles("regio=emmen") == {"In Emmen"}


def test_a_renamed_network_is_found_by_its_old_slug(network: LearningNetwork) -> None:
    build.entry(title="Van ons")
    network.slug = "noord"
    network.save_revision().publish()
    assert titles("netwerk=drenthe") == {"Van ons"}


# --- merging -------------------------------------------------------------------------------


def test_entries_follow_without_doubling(network: Any) -> None:
    build.entry(title="Alleen de een", themes=["Eenzaam"])
    build.entry(title="Allebei", themes=["Eenzaam", "Eenzaamheid"])
    loser, winner = Theme.objects.get(name="Eenzaam"), Theme.objects.get(name="Eenzaamheid")
    merged = merging.merge(loser, winner)
    assert (merged.moved, merged.doubled) == (1, 1)
    assert not Theme.objects.filter(pk=loser.pk).exists()
    assert titles("thema=eenzaam") == titles("thema=eenzaamheid") == {"Alleen de een", "Allebei"}
    assert resolved("thema", "Eenzaam") == "eenzaamheid"  # its name, as another name


def test_a_merged_term_can_be_merged_again(db: None) -> None:
    one, two, three = (Theme.objects.create(name=name) for name in ("Een", "Twee", "Drie"))
    merging.merge(one, two)
    merging.merge(two, three)
    assert resolved("thema", "een") == "drie"


def test_an_older_draft_does_not_undo_a_merge(network: Any) -> None:
    made = build.entry(themes=["Eenzaam"], tags=["buurt"])
    one = Organisation.objects.create(name="Stichting Een")
    two = Organisation.objects.create(name="Stichting Twee")
    made.lead_organisation = one
    made.partners.add(Partner(organisation=one), Partner(organisation=two))
    draft = made.save_revision()
    merging.merge(Theme.objects.get(), build.term(Theme, "Eenzaamheid"))
    merging.merge(Tag.objects.get(), Tag.objects.create(name="wijk"))
    merging.merge(one, two)
    draft.refresh_from_db()
    draft.publish()
    live = BestPractice.objects.get(pk=made.pk)
    assert [theme.name for theme in live.themes.all()] == ["Eenzaamheid"]
    assert [tag.name for tag in live.tags.all()] == ["wijk"]
    assert live.lead_organisation == two
    assert [partner.organisation for partner in live.partners.all()] == [two]


def test_an_organisation_takes_every_role_along(network: Any) -> None:
    one = Organisation.objects.create(name="Stichting Een")
    two = Organisation.objects.create(name="Stichting Twee")
    build.entry("scholing", title="Geeft", provider=one)
    build.entry("experiment", title="Trekt", lead_organisation=one)
    both = build.entry(title="Doet mee")
    for organisation, sector in ((one, "Zorg"), (two, "Welzijn")):
        partner = Partner(organisation=organisation)
        partner.sectors = [build.term(Sector, sector)]
        both.partners.add(partner)
    both.save()
    merging.merge(one, two)
    assert titles(f"organisatie={two.slug}") == {"Geeft", "Trekt", "Doet mee"}
    partner = Partner.objects.get()
    assert {sector.name for sector in partner.sectors.all()} == {"Zorg", "Welzijn"}


def test_a_merged_municipality_keeps_its_place_in_areas(network: Any) -> None:
    build.drenthe()
    build.entry(title="In Emmen", regions=["GM0114"])
    emmen, coevorden = (Region.objects.get(code=code) for code in ("GM0114", "GM0109"))
    merging.merge(emmen, coevorden)
    assert titles("regio=GM0114") == titles("regio=coevorden") == {"In Emmen"}
    oost = Region.objects.get(name="Oost-Drenthe")
    assert [member.code for member in oost.members.all()] == ["GM0109"]


@pytest.mark.parametrize("pair", ["itself", "other list", "other kind"])
def test_what_cannot_be_merged_is_refused(db: None, pair: str) -> None:
    build.drenthe()
    sector, theme = Sector.objects.create(name="Zorg"), Theme.objects.create(name="Zorg")
    emmen, drenthe = Region.objects.get(code="GM0114"), Region.objects.get(code="PV22")
    cases = {
        "itself": (sector, sector),
        "other list": (sector, theme),
        "other kind": (emmen, drenthe),
    }
    with pytest.raises(merging.MergeError):
        merging.merge(*cases[pair])
    assert not FormerValue.objects.exists()


def test_the_command_says_in_numbers_what_it_did(network: Any) -> None:
    build.entry(sectors=["Zorgt"])
    build.term(Sector, "Zorg")
    out = StringIO()
    call_command("merge_terms", "sector", "zorgt", "zorg", stdout=out)
    assert "1 koppelingen verplaatst, 0 stonden er al" in out.getvalue()
    with pytest.raises(CommandError, match="staat niet in de lijst"):
        call_command("merge_terms", "sector", "zorgt", "zorg")


def test_setting_up_again_does_not_bring_a_merged_term_back(db: None) -> None:
    from practices.demo.terms import load_taxonomy

    load_taxonomy()
    merging.merge(Sector.objects.get(slug="welzijn"), Sector.objects.get(slug="zorg"))
    load_taxonomy(complete=True)
    assert not Sector.objects.filter(slug="welzijn").exists()
