"""Before a term goes, an editor reads what it stands on and who follows it."""

from __future__ import annotations

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from taggit.models import Tag

from practices.models import (
    Audience,
    Dossier,
    GlossaryTerm,
    Organisation,
    Programme,
    Region,
    Sector,
    Theme,
)
from practices.models.choices import RegionKind
from search.query import SearchQuery
from subscriptions.groups import managing
from subscriptions.models import Frequency
from tests import build
from tests.subscriptions.following import follow

pytestmark = pytest.mark.django_db


def delete_url(term: Model) -> str:
    name = type(term).snippet_viewset.get_url_name("delete")  # type: ignore[attr-defined]
    return reverse(name, args=[term.pk])


def read(client: Client, term: Model) -> str:
    return " ".join(client.get(delete_url(term)).content.decode().split())


def test_it_says_on_how_many_entries_it_stands_and_who_follows_it(admin_client: Client) -> None:
    for _number in range(2):
        build.entry(themes=["Nachtzorg"])
    theme = Theme.objects.get()
    follow("thema=nachtzorg")
    query = SearchQuery.parse("thema=nachtzorg&soort=scholing")
    managing.add(build.network("drenthe"), query, Frequency.WEEKLY)

    page = read(admin_client, theme)
    assert "Dit staat op 2 vermeldingen." in page
    assert "Dit wordt gevolgd: 1 abonnementen, 1 keer “Wij volgen”." in page
    assert "Wilt u “Nachtzorg” verwijderen?" in page
    assert reverse("merge_term", args=["thema", theme.pk]) in page

    admin_client.post(delete_url(theme))
    assert not Theme.objects.exists()


@pytest.mark.parametrize(
    "model", [Sector, Theme, Audience, Programme, Dossier, Organisation, Tag, Region]
)
def test_of_every_list_an_unused_term_says_so(admin_client: Client, model: type[Model]) -> None:
    values = {"code": "GB-iets", "kind": RegionKind.AREA} if model is Region else {}
    term = model._default_manager.create(name="Iets", **values)
    assert "Dit staat op geen enkele vermelding." in read(admin_client, term)
    assert admin_client.post(delete_url(term)).status_code == 302
    assert not model._default_manager.filter(pk=term.pk).exists()


def test_an_organisation_that_leads_an_entry_is_kept(admin_client: Client) -> None:
    made = build.entry(lead_organisation=Organisation.objects.create(name="Zorggroep"))
    assert made.lead_organisation
    page = read(admin_client, made.lead_organisation)
    assert "Dit staat op 1 vermelding." in page
    admin_client.post(delete_url(made.lead_organisation))
    kept = Organisation.objects.filter(name="Zorggroep").exists()
    assert kept == ("Wilt u “Zorggroep” verwijderen?" not in page)


def test_a_word_of_the_glossary_is_asked_as_ever(admin_client: Client) -> None:
    term = GlossaryTerm.objects.create(term="Nachtzorg", explanation="Zorg in de nacht.")
    assert admin_client.get(delete_url(term)).status_code == 200
