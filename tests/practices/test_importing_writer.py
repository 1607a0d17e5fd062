"""Writing entries from plain data: made, changed, moved, published, drafted, or refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend

from practices.importing import pages
from practices.importing.records import RecordError
from practices.importing.writer import Totals, write_records
from practices.models import (
    BestPractice,
    Entry,
    HomePage,
    LearningNetwork,
    Organisation,
    Partner,
    RegionalExperiment,
    Session,
    Training,
)

pytestmark = pytest.mark.django_db


def training(**more: Any) -> dict[str, Any]:
    return {
        "type": "scholing",
        "external_id": "s-1",
        "title": "Samen beslissen",
        "summary": "Leer samen beslissen.",
        **more,
    }


def full_experiment(**more: Any) -> dict[str, Any]:
    return {
        "type": "experiment",
        "external_id": "e-1",
        "title": "Zorg in Oost-Drenthe",
        "summary": "Achttien partijen proberen het samen.",
        "network": "drenthe",
        "sectors": ["zorg", "Welzijn"],
        "regions": ["Oost-Drenthe", "GM0114"],
        "themes": ["thuis blijven wonen"],
        "audiences": ["Mantelzorgers"],
        "programmes": ["Regio Deal"],
        "tags": ["nachtzorg", "Nachtzorg", "buurt"],
        "lead_organisation": "Gemeente Emmen",
        "phase": "Gestopt",
        "phase_reason": "Het geld was op.",
        "start_date": "4 maart 2015",
        "challenge": "Eerst dit.\n\nDan dat.",
        "partners": [
            {"organisation": "De Wende", "role": "Uitvoerder", "sectors": ["zorg"]},
            {"organisation": "De Wende", "role": "partner"},
            {"group_name": "vrijwilligers"},
        ],
        "outcomes": [{"indicator": "cliënten", "value": "133", "unit": "cliënten"}],
        "reports": [
            {"title": "Leren", "items": [{"title": "Deel een", "text": "<p>Tekst</p>"}]},
            {"title": "Komt nog", "forthcoming": True},
        ],
        "scalings": [{"municipality": "Groningen", "status": "loopt"}],
        "building_blocks": [{"title": "Basis", "leads": ["Gemeente Emmen", "De Wende"]}],
        "goals": [{"title": "Minder verloop", "category": "Personeel"}],
        **more,
    }


def issues_of(records: list[dict[str, Any]], **options: Any) -> list[str]:
    with pytest.raises(RecordError) as caught:
        write_records(records, **options)
    assert not Entry.objects.exists()
    return [str(issue) for found in caught.value.issues.values() for issue in found]


def test_minimal(site: HomePage) -> None:
    assert write_records([training()]) == Totals(created=1)
    page = Training.objects.get()
    assert page.live
    assert page.get_parent().slug == "landelijk"
    assert page.slug == "samen-beslissen"
    assert page.url_path.endswith("/landelijk/samen-beslissen/")
    assert page.live_revision_id == page.latest_revision_id
    assert page.first_published_at
    assert page.get_latest_revision_as_object().title == "Samen beslissen"
    assert write_records([training()]) == Totals(unchanged=1)
    assert page.revisions.count() == 1


def test_everything_is_written_and_read_back(site: HomePage) -> None:
    write_records([full_experiment()])
    page = RegionalExperiment.objects.get()
    assert page.get_parent().slug == "drenthe"
    assert {sector.name for sector in page.sectors.all()} == {"zorg", "welzijn"}
    assert {region.code for region in page.regions.all()} == {"GB-oost-drenthe", "GM0114"}
    assert [theme.name for theme in page.themes.all()] == ["Langer thuis"]
    assert sorted(tag.name for tag in page.tags.all()) == ["buurt", "nachtzorg"]
    assert page.phase == "gestopt"
    assert page.start_date == date(2015, 3, 4)
    assert page.challenge == "<p>Eerst dit.</p><p>Dan dat.</p>"
    assert [partner.display_name for partner in page.partners.all()] == [
        "Zorgorganisatie De Wende", "Zorgorganisatie De Wende", "vrijwilligers",
    ]  # fmt: skip
    assert [sector.name for sector in page.partners.all()[0].sectors.all()] == ["zorg"]
    assert page.outcomes.get().value == Decimal(133)
    assert page.reports.all()[0].items.get().text == "<p>Tekst</p>"
    assert page.scalings.get().municipality.code == "GM0014"
    assert page.building_blocks.get().leads.count() == 2
    assert write_records([full_experiment()]) == Totals(unchanged=1)


def test_the_same_as_by_hand(site: HomePage) -> None:
    """A page that came in by the batch is what Wagtail's own way makes of it."""
    write_records([full_experiment()])
    page = RegionalExperiment.objects.get()
    revision = page.latest_revision
    assert revision is not None
    other = page.save_revision()
    other.refresh_from_db()
    own = {"latest_revision": None, "live_revision": None}
    assert {**revision.content, **own} == {**other.content, **own}
    references = set(
        ReferenceIndex.get_references_for_object(page).values_list("model_path", "to_object_id")
    )
    ReferenceIndex.objects.all().delete()
    ReferenceIndex.create_or_update_for_object(page)
    assert references == set(
        ReferenceIndex.get_references_for_object(page).values_list("model_path", "to_object_id")
    )
    actions = PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True)
    assert sorted(actions) == ["wagtail.create", "wagtail.publish"]
    assert not any(Page.find_problems())
    found = get_search_backend().search("Oost-Drenthe", RegionalExperiment)
    assert [hit.pk for hit in found] == [page.pk]


def test_a_published_revision_can_be_published_again(site: HomePage) -> None:
    write_records([full_experiment()])
    page = RegionalExperiment.objects.get()
    numbers = list(page.partners.values_list("pk", flat=True))
    page.latest_revision.publish()
    assert list(page.partners.values_list("pk", flat=True)) == numbers


def test_every_page_tells_that_it_was_saved(site: HomePage) -> None:
    saved: list[str] = []

    def listener(sender: type, instance: Any, **kwargs: Any) -> None:
        if isinstance(instance, Entry):
            saved.append(str(instance.external_id))

    post_save.connect(listener)
    try:
        write_records([training(external_id=f"s-{number}") for number in range(3)])
        write_records([training(external_id="s-1", title="Anders")])
    finally:
        post_save.disconnect(listener)
    assert saved == ["s-0", "s-1", "s-2", "s-1"]


def test_same_titles_get_addresses_of_their_own(site: HomePage) -> None:
    write_records([training(external_id=str(number)) for number in range(3)])
    slugs = Training.objects.order_by("path").values_list("slug", flat=True)
    assert list(slugs) == ["samen-beslissen", "samen-beslissen-2", "samen-beslissen-3"]
    network = LearningNetwork.objects.get(slug="landelijk")
    assert network.numchild == 3
    network.add_child(instance=Training(title="Met de hand", summary="x"))
    assert not any(Page.find_problems())


def test_update_changes_what_is_given_and_leaves_the_rest(site: HomePage) -> None:
    write_records([full_experiment()])
    page = RegionalExperiment.objects.get()
    goal = page.goals.get().pk
    changed = {key: full_experiment()[key] for key in ("type", "external_id", "summary", "goals")}
    totals = write_records(
        [{**changed, "title": "Nieuw", "partners": [{"group_name": "buren"}], "tags": []}]
    )
    assert totals == Totals(updated=1)
    page = RegionalExperiment.objects.get()
    assert (page.title, page.draft_title) == ("Nieuw", "Nieuw")
    assert page.slug == "zorg-in-oost-drenthe"
    assert [partner.display_name for partner in page.partners.all()] == ["buren"]
    assert Partner.objects.count() == 1
    assert not page.tags.all()
    assert page.goals.get().pk == goal
    assert page.reports.count() == 2
    assert page.get_parent().slug == "drenthe"
    assert page.revisions.count() == 2
    assert page.live_revision_id == page.latest_revision_id
    latest = page.get_latest_revision_as_object()
    assert latest.title == "Nieuw"
    assert [row.pk for row in latest.partners.all()] == [page.partners.get().pk]
    actions = PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True)
    assert {"wagtail.edit", "wagtail.rename"} <= set(actions)


def test_draft_then_publish(site: HomePage) -> None:
    assert write_records([training()], publish=False) == Totals(created=1)
    page = Training.objects.get()
    assert not page.live
    assert page.first_published_at is None
    assert write_records([training()], publish=False) == Totals(unchanged=1)
    assert write_records([training(price="12,50")], publish=False) == Totals(updated=1)
    assert Training.objects.get().price is None
    assert write_records([training()]) == Totals(updated=1)
    page = Training.objects.get()
    assert page.live
    assert page.price == Decimal("12.50")


def test_a_draft_over_a_published_entry_leaves_the_site_alone(site: HomePage) -> None:
    write_records([training()])
    assert write_records([training(title="Concept")], publish=False) == Totals(updated=1)
    page = Training.objects.get()
    assert page.title == "Samen beslissen"
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().title == "Concept"
    assert write_records([training(title="Concept")], publish=False) == Totals(unchanged=1)


def test_the_draft_of_an_editor_survives_and_is_not_published(site: HomePage) -> None:
    write_records([training()])
    page = Training.objects.get()
    page.certificate = "Nog niet af"
    page.save_revision()
    assert write_records([training(title="Van de bron")]) == Totals(updated=1)
    page = Training.objects.get()
    assert (page.title, page.certificate) == ("Van de bron", "")
    assert page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    assert (draft.title, draft.certificate) == ("Van de bron", "Nog niet af")


def test_keys_of_the_editor_are_no_change(site: HomePage) -> None:
    write_records([training(lessons_learned="<p>Les</p>")])
    page = Training.objects.get()
    page.lessons_learned = '<p data-block-key="abc12">Les</p>'
    page.save_revision().publish()
    assert write_records([training(lessons_learned="<p>Les</p>")]) == Totals(unchanged=1)


def test_moving_to_another_network(site: HomePage) -> None:
    write_records([training(), training(external_id="s-2", network="drenthe")])
    assert write_records([training(network="drenthe")]) == Totals(updated=1)
    page = Training.objects.get(external_id="s-1")
    assert page.get_parent().slug == "drenthe"
    assert page.slug == "samen-beslissen-2"
    assert page.live
    # Without a network in the record it stays where it is.
    assert write_records([training()]) == Totals(unchanged=1)
    # Moved and new in one go.
    write_records([training(network="groningen"), training(external_id="s-3", network="groningen")])
    assert not any(Page.find_problems())


def test_relations_may_point_at_what_comes_later(site: HomePage) -> None:
    one = training(relations=[{"kind": "leert", "target": "s-2"}])
    two = training(external_id="s-2", relations=[{"kind": "past-toe", "target": "s-1"}])
    write_records([one, two])
    pages = {page.external_id: page for page in Training.objects.all()}
    assert pages["s-1"].relations.get().target_id == pages["s-2"].pk
    assert pages["s-2"].relations.get().target_id == pages["s-1"].pk
    revision = pages["s-1"].latest_revision
    assert revision is not None
    assert revision.content["relations"][0]["target"] == pages["s-2"].pk
    assert write_records([one, two]) == Totals(unchanged=2)
    # An entry that exists points at a new one.
    more = training(relations=[{"kind": "verwant", "target": "s-3"}])
    assert write_records([more, training(external_id="s-3")]) == Totals(created=1, updated=1)
    related = Training.objects.get(external_id="s-1").relations.get()
    assert related.target.external_id == "s-3"


def test_organisations_are_made_on_request_only(site: HomePage) -> None:
    record = training(provider="Nieuw BV", partners=[{"organisation": "nieuw bv"}])
    assert "provider: “Nieuw BV” staat niet in de lijst organisaties." in issues_of([record])
    write_records([record], create_organisations=True)
    organisation = Organisation.objects.get(name="Nieuw BV")
    assert Training.objects.get().provider == organisation
    assert Training.objects.get().partners.get().organisation == organisation


@pytest.mark.parametrize("publish", [True, False])
def test_rows_that_stay_are_the_same_rows(site: HomePage, publish: bool) -> None:
    rows = [{"start": "2027-02-01", "place": "Emmen"}, {"start": "2027-03-01", "place": "Assen"}]
    write_records([training(sessions=rows)])
    first, second = Session.objects.order_by("start").values_list("pk", flat=True)

    rows = [{"start": "2027-04-01"}, {**rows[1], "place": "Assen, zaal 2"}]
    write_records([training(sessions=rows)], publish=publish)
    page = Training.objects.get()
    if not publish:
        page.get_latest_revision().publish()

    by_place = dict(Session.objects.values_list("place", "pk"))
    assert by_place["Assen, zaal 2"] == second
    assert len(by_place) == 2
    assert first not in by_place.values()
    assert [row.place for row in page.sessions.all()] == ["", "Assen, zaal 2"]


def test_a_session_has_one_number_on_the_site_and_in_an_unfinished_draft(site: HomePage) -> None:
    rows = [{"start": "2027-02-01", "place": "Emmen"}]
    write_records([training(sessions=rows)])
    draft = Training.objects.get()
    draft.title = "Een concept"
    draft.save_revision()
    write_records([training(sessions=[*rows, {"start": "2027-03-01", "place": "Assen"}])])
    numbers = dict(Session.objects.values_list("place", "pk"))
    assert len(numbers) == 2

    Training.objects.get().get_latest_revision().publish()
    assert dict(Session.objects.values_list("place", "pk")) == numbers


def test_an_editor_who_publishes_during_an_import_loses_no_session(
    site: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"start": "2027-02-01", "place": "Emmen"}]
    write_records([training(sessions=rows)])
    real = pages.complete

    def complete(*values: Any) -> None:
        (session,) = Session.objects.all()
        session.delete()
        session.pk = None
        session.save()  # as if made anew
        real(*values)

    monkeypatch.setattr(pages, "complete", complete)
    write_records([training(sessions=[*rows, {"start": "2027-03-01", "place": "Assen"}])])
    assert sorted(Session.objects.values_list("place", flat=True)) == ["Assen", "Emmen"]


def test_sessions_are_found_by_the_clock_of_amsterdam(site: HomePage) -> None:
    write_records([training(sessions=[{"start": "3-2-2027 9:30", "municipality": "Groningen"}])])
    session = Session.objects.get()
    assert session.start.isoformat() == "2027-02-03T08:30:00+00:00"
    assert session.municipality is not None
    assert session.municipality.code == "GM0014"


# A value too many or too few, and what is said about it.
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"prijs": 3}, "prijs: “prijs” is niet bekend."),
    ({"challenge": "x"}, "challenge: Een scholing heeft geen “challenge”."),
    ({"title": ""}, "title: Dit is verplicht."),
    ({"summary": "woord " * 121}, "summary: De samenvatting telt 121 woorden"),
    ({"title": "x" * 256}, "title: "),
    ({"price": "-1"}, "price: Een prijs is nul of meer."),
    ({"price": "1,234567"}, "price: "),
    ({"start_date": "2027-02-01", "end_date": "2027-01-01"}, "end_date: Het einde ligt voor"),
    ({"regions": ["Groningen"]}, "GG01 (ggd-regio), GM0014 (gemeente), PV20 (provincie)"),
    ({"regions": ["Emen"]}, "Bedoelt u “Emmen”"),
    ({"source_url": "javascript:alert(1)"}, "source_url: "),
    ({"contact_email": "niemand"}, "contact_email: "),
    ({"network": "drente"}, "network: Er is geen leernetwerk “drente”. Bedoelt u “drenthe”?"),
    ({"partners": [{}]}, "partners.0.group_name: Kies een organisatie of vul een groep in"),
    ({"partners": [{"group_name": "a", "organisation": "De Wende"}]}, "partners.0"),
    ({"partners": [{"organisation": "De Wende"}, {"organisation": "de wende"}]},
     "partners.1: Deze organisatie staat er al in deze rol."),
    ({"partners": "De Wende"}, "partners: Hier hoort een lijst met rijen."),
    ({"sessions": [{}]}, "sessions.0.start: Dit is verplicht."),
    ({"sessions": [{"start": "2027-01-02", "end": "2027-01-01"}]}, "sessions.0.end: Het einde"),
    ({"reports": [{"title": "a", "items": [{"titel": "x"}]}]}, "reports.0.items.0.titel: "),
    ({"relations": [{"target": "s-1"}]}, "Een vermelding kan niet naar zichzelf verwijzen."),
    ({"relations": [{"target": "nergens"}]}, "Er is geen vermelding met kenmerk “nergens”."),
    ({"title": "a\x00b"}, "title: Er staat een onzichtbaar stuurteken in (U+0000"),
    ({"tags": ["x" * 101]}, "tags: Een trefwoord telt hoogstens 100 tekens."),
    ({"lessons_learned": "x" * 200_001}, "lessons_learned: Deze tekst telt 200001 tekens"),
]  # fmt: skip


def test_what_is_refused_and_how(site: HomePage) -> None:
    for more, told in REFUSED:
        issues = issues_of([training(**more)])
        assert any(told in issue for issue in issues), issues


def test_rules_look_at_what_is_there_already(site: HomePage) -> None:
    write_records([training(start_date="2027-02-01")])
    with pytest.raises(RecordError, match="Het einde ligt voor het begin"):
        write_records([training(end_date="2027-01-01")])


def test_a_type_does_not_change_and_a_key_stands_once(site: HomePage) -> None:
    assert "external_id: Dit kenmerk staat er 2 keer in." in issues_of([training(), training()])
    write_records([training()])
    with pytest.raises(RecordError, match="Dit kenmerk is op het platform een scholing"):
        write_records([training(type="praktijk")])


def test_a_slug_is_exact_and_a_name_may_be_shared(site: HomePage) -> None:
    write_records([training(regions=["groningen", "gm0014", "landelijk", "Den Haag"])])
    codes = set(Training.objects.get().regions.values_list("code", flat=True))
    assert codes == {"PV20", "GM0014", "NL", "GM0518"}


def test_queries_do_not_grow_with_the_entries(site: HomePage) -> None:
    def queries(count: int, key: str) -> int:
        records = [
            {**full_experiment(), "type": "praktijk", "external_id": f"{key}-{number}"}
            for number in range(count)
        ]
        for record in records:
            for name in ("phase", "phase_reason", "scalings", "building_blocks", "goals"):
                del record[name]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            write_records(records)
        return len(captured)

    few, many = queries(5, "a"), queries(25, "b")
    assert BestPractice.objects.count() == 30
    assert (many - few) / 20 < 40
