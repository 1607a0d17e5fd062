"""The editor's form says in words what the database would refuse."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from practices.models import Organisation, Region, RegionalExperiment, Training
from practices.models.choices import RegionKind
from tests import build

pytestmark = pytest.mark.django_db

LISTS = {
    "scholing": ["sessions", "accreditations"],
    "praktijk": [],
    "experiment": ["scalings", "budgets", "goals", "building_blocks", "working_groups", "actions"],
}
SHARED = [
    "outcomes",
    "dilemmas",
    "quotes",
    "partners",
    "activities",
    "reports",
    "links",
    "relations",
]
RICH = {
    "scholing": ["learning_goals"],
    "praktijk": ["challenge", "approach", "results", "costs", "transfer"],
    "experiment": ["challenge", "approach", "results", "covenant", "rules_in_the_way"],
}
SHARED_RICH = ["background", "preconditions", "lessons_learned", "next_steps"]


@pytest.fixture
def editor(client: Client) -> Client:
    user = get_user_model().objects.create_superuser("redacteur", password="x")
    client.force_login(user)
    return client


def form_data(kind: str, **values: Any) -> dict[str, str]:
    data: dict[str, Any] = {
        "title": "Een titel",
        "slug": "een-titel",
        "summary": "Een samenvatting.",
        "action-publish": "1",
        **{name: inline_formset([]) for name in [*SHARED, *LISTS[kind]]},
        **{name: rich_text("") for name in [*SHARED_RICH, *RICH[kind]]},
        "comments": inline_formset([]),
    }
    if kind == "praktijk":
        data["evidence_level"] = "beschreven"
    if kind == "experiment":
        data["phase"] = "loopt"
    data.update(values)
    return nested_form_data(data)  # type: ignore[no-any-return]


def post(editor: Client, kind: str, **values: Any) -> str:
    """Send the form; return the page that comes back, or nothing when it was accepted."""
    model = {"scholing": "training", "praktijk": "bestpractice", "experiment": "regionalexperiment"}
    address = f"/beheer/pages/add/practices/{model[kind]}/{build.network().pk}/"
    response = editor.post(address, form_data(kind, **values))
    assert response.status_code in (200, 302)
    return "" if response.status_code == 302 else response.content.decode()


@pytest.mark.parametrize("kind", LISTS)
def test_the_essentials_are_enough_to_publish(editor: Client, kind: str) -> None:
    assert post(editor, kind) == ""


def _twice(row: dict[str, Any]) -> Any:
    return inline_formset([{**row, "ORDER": "1"}, {**row, "ORDER": "2"}])


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("praktijk", {"start_date": "2026-02-01", "end_date": "2026-01-01"}, "ligt voor het begin"),
        (
            "praktijk",
            {"confirmed_on": "2026-02-01", "review_on": "2026-01-01"},
            "Nakijken kan niet voor",
        ),
        ("scholing", {"price": "-1"}, "Een prijs is nul of meer"),
        ("scholing", {"study_load": "-1"}, "Een studielast is nul uur of meer"),
        ("experiment", {"phase": "gestopt"}, "Schrijf op waarom"),
        (
            "scholing",
            {
                "sessions": inline_formset(
                    [{"start": "2026-02-01 12:00", "end": "2026-02-01 09:00", "status": "open"}]
                )
            },
            "ligt voor het begin",
        ),
        (
            "scholing",
            {
                "sessions": inline_formset(
                    [{"start": "2026-02-01 12:00", "status": "vol", "places_left": "3"}]
                )
            },
            "Een volle uitvoering heeft geen plaatsen",
        ),
        (
            "praktijk",
            {"partners": inline_formset([{"role": "partner", "group_name": ""}])},
            "Kies een organisatie of vul een groep in",
        ),
        (
            "praktijk",
            {"outcomes": inline_formset([{"indicator": "Cliënten"}])},
            "Vul een waarde in of kies een richting",
        ),
        (
            "experiment",
            {"budgets": inline_formset([{"description": "Wmo", "amount": "-1"}])},
            "Een bedrag is nul of meer",
        ),
        (
            "scholing",
            {"accreditations": inline_formset([{"register": "R", "points": "-2"}])},
            "Punten zijn nul of meer",
        ),
        ("praktijk", {"summary": "woord " * 130}, "130 woorden"),
    ],
)
def test_a_broken_rule_is_said_in_the_form(
    editor: Client, kind: str, values: dict[str, Any], sentence: str
) -> None:
    assert sentence in post(editor, kind, **values)


def test_an_organisation_twice_in_one_role_is_said_in_the_form(editor: Client) -> None:
    organisation = Organisation.objects.create(name="De Wilgen")
    row = {"organisation": str(organisation.pk), "group_name": "", "role": "partner"}

    page = post(editor, "praktijk", partners=_twice(row))

    assert page
    assert "dubbele" in page.lower() or "staat er al" in page


def test_other_rows_that_may_stand_once_are_said_in_the_form(editor: Client) -> None:
    build.drenthe()

    emmen = Region.objects.get(kind=RegionKind.MUNICIPALITY, name="Emmen")
    target = build.entry("scholing")
    rows = {
        "scalings": {"municipality": str(emmen.pk), "status": "loopt"},
        "building_blocks": {"title": "Preventie", "status": "loopt", "text": rich_text("")},
        "relations": {"kind": "leert", "target": str(target.pk)},
    }
    for name, row in rows.items():
        page = post(editor, "experiment", slug=f"dubbel-{name}", **{name: _twice(row)})
        assert "dubbele" in page.lower() or "staat er al" in page, name


def test_an_entry_cannot_point_at_itself(editor: Client) -> None:
    made = build.entry("praktijk")
    data = form_data(
        "praktijk",
        slug=made.slug,
        relations=inline_formset([{"kind": "verwant", "target": str(made.pk)}]),
    )

    response = editor.post(f"/beheer/pages/{made.pk}/edit/", data)

    assert response.status_code == 200
    assert "naar zichzelf verwijzen" in response.content.decode()


def test_a_network_may_not_take_an_address_of_the_platform(editor: Client) -> None:
    address = f"/beheer/pages/add/practices/learningnetwork/{build.home().pk}/"
    data = nested_form_data(
        {
            "title": "Zoeken",
            "slug": "zoeken",
            "introduction": rich_text(""),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )

    assert "gebruikt het platform zelf" in editor.post(address, data).content.decode()


@pytest.mark.parametrize("model", [Training, RegionalExperiment])
def test_the_form_shows_first_what_every_entry_needs(editor: Client, model: Any) -> None:
    page = editor.get(
        f"/beheer/pages/add/practices/{model._meta.model_name}/{build.network().pk}/"
    ).content.decode()

    tabs = re.findall(r'id="tab-label-(\w+)"', page)
    assert tabs[0] == "eerst_dit"
    assert tabs[-3:] == ["samen", "meer", "adres_en_zoekmachines"]


@pytest.mark.parametrize(
    "name", ["sector", "theme", "audience", "programme", "dossier", "organisation"]
)
def test_terms_are_made_in_the_admin(editor: Client, name: str) -> None:
    data = {"name": "Nieuw", "slug": "", "aliases": "", "description": "", "order": "100"}
    data |= {"kind": "anders", "website": "", "municipality": ""}

    response = editor.post(f"/beheer/snippets/practices/{name}/add/", data)
    assert response.status_code == 302, response.content.decode()[:2000]
    again = editor.post(f"/beheer/snippets/practices/{name}/add/", {**data, "name": "NIEUW"})

    assert again.status_code == 200
    assert "staat" in again.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "sector",
        "theme",
        "audience",
        "programme",
        "dossier",
        "organisation",
        "region",
        "glossaryterm",
    ],
)
def test_a_list_of_terms_can_be_searched(editor: Client, name: str) -> None:
    build.drenthe()
    build.entry(sectors=["emmen"], themes=["emmen"])

    page = editor.get(f"/beheer/snippets/practices/{name}/?q=emmen")

    assert page.status_code == 200


def test_a_region_stands_below_one_of_the_next_kind_only(editor: Client) -> None:
    build.drenthe()
    emmen, drenthe = Region.objects.get(code="GM0114"), Region.objects.get(code="PV22")
    for region, parent in ((emmen, emmen), (drenthe, emmen), (emmen, drenthe)):
        data = {"name": region.name, "kind": region.kind, "parent": str(parent.pk)}
        data |= {"code": region.code, "slug": region.slug, "aliases": "", "description": ""}
        page = editor.post(f"/beheer/snippets/practices/region/edit/{region.pk}/", data)
        assert "valt onder een" in page.content.decode()


def test_an_area_with_its_municipalities_is_made_in_the_admin(editor: Client) -> None:
    build.drenthe()

    emmen = Region.objects.get(code="GM0114")
    response = editor.post(
        "/beheer/snippets/practices/region/add/",
        {
            "name": "Veenkoloniën",
            "kind": "area",
            "aliases": "De Venen",
            "members": [str(emmen.pk)],
            "parent": "",
            "description": "",
            "code": "",
            "slug": "",
        },
    )

    assert response.status_code == 302
    made = Region.objects.get(name="Veenkoloniën")
    assert list(made.members.all()) == [emmen]
    assert made.slug == "veenkolonien"
    assert made.alias_list == ["De Venen"]
