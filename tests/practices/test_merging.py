"""Two terms become one: on entries, in drafts, in addresses and in what is found."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
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
    sector = Sector.objects.create(name="Langdurig", slug="zorg")
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


def test_the_page_of_a_term_leads_on_from_its_old_address(network: Any, client: Any) -> None:
    build.drenthe()
    theme, emmen = build.term(Theme, "Eenzaamheid"), Region.objects.get(code="GM0114")
    theme.slug, emmen.slug = "minder-eenzaam", "emmen-nieuw"
    theme.save()
    emmen.save()
    for old, new in (
        ("/thema/eenzaamheid/", "/thema/minder-eenzaam/"),
        ("/regio/emmen/tabel.csv", "/regio/emmen-nieuw/tabel.csv"),
    ):
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)
    assert client.get("/thema/nooit-geweest/").status_code == 404


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
    assert "verplaatste koppelingen: 1, dubbele: 0" in out.getvalue()
    with pytest.raises(CommandError, match="staat niet in de lijst"):
        call_command("merge_terms", "sector", "zorgt", "zorg")


def test_setting_up_again_does_not_bring_a_merged_term_back(db: None) -> None:
    from practices.demo.terms import load_taxonomy

    load_taxonomy()
    merging.merge(Sector.objects.get(slug="welzijn"), Sector.objects.get(slug="zorg"))
    load_taxonomy(complete=True)
    assert not Sector.objects.filter(slug="welzijn").exists()


# --- in the admin --------------------------------------------------------------------------


def term_editor(*rights: str) -> Client:
    user = get_user_model().objects.create_user("termen", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    user.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


def test_an_editor_of_the_list_merges_two_terms(network: Any) -> None:
    build.entry(themes=["Eenzaam"])
    loser, winner = Theme.objects.get(), build.term(Theme, "Eenzaamheid")
    client = term_editor("change_theme", "delete_theme", "view_theme")
    path = reverse("merge_term", args=["thema", loser.pk])
    listing = client.get(reverse(Theme.snippet_viewset.get_url_name("list")))  # type: ignore[attr-defined]
    assert path in listing.content.decode()
    page = client.get(path).content.decode()
    assert "Eenzaamheid" in page
    assert "Dit staat op 1 vermelding." in page
    assert "Kies de term die blijft." in client.post(path, {}).content.decode()
    response = client.post(path, {"into": winner.pk}, follow=True)
    assert "Verplaatste koppelingen: 1" in response.content.decode()
    assert [theme.name for theme in Theme.objects.all()] == ["Eenzaamheid"]


@pytest.mark.parametrize("rights", [(), ("change_theme",), ("delete_theme",)])
def test_who_may_not_change_and_delete_does_not_merge(db: None, rights: tuple[str, ...]) -> None:
    loser, winner = (Theme.objects.create(name=name) for name in ("Een", "Twee"))
    path = reverse("merge_term", args=["thema", loser.pk])
    assert term_editor(*rights).post(path, {"into": winner.pk}).status_code in (302, 403)
    assert Theme.objects.count() == 2


def test_a_tag_is_merged_in_the_admin_as_well(network: Any, admin_client: Client) -> None:
    made = build.entry(tags=["buurt", "wijken"])
    tags = {tag.slug: tag for tag in Tag.objects.all()}
    path = reverse("merge_term", args=["trefwoord", tags["wijken"].pk])
    response = admin_client.post(path, {"into": tags["buurt"].pk}, follow=True)
    assert response.status_code == 200
    assert [tag.slug for tag in build.reload(made).tags.all()] == ["buurt"]
