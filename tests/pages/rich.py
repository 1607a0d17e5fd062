"""Entries with every section filled, for tests of their pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from practices.models import (
    Accreditation,
    Action,
    Activity,
    Budget,
    BuildingBlock,
    Dilemma,
    Goal,
    Link,
    Organisation,
    Outcome,
    Partner,
    Quote,
    Report,
    ReportItem,
    Scaling,
    Session,
    WorkingGroup,
)
from practices.models import Region as RegionModel
from tests import build

TEXTS = ("background", "preconditions", "lessons_learned", "next_steps")
STORY = ("challenge", "approach", "results")


def experiment(rows: int = 1, **values: Any) -> Any:
    """A regional experiment with every section, `rows` rows in a list. Needs `build.drenthe`."""
    texts = {name: f"<p>Tekst van {name}.</p>" for name in (*TEXTS, *STORY)}
    made = build.entry(
        "experiment",
        **{
            "sectors": ["zorg", "welzijn"],
            "regions": ["GM0114"],
            "themes": ["nachtzorg"],
            "tags": ["krimp"],
            "motto": "Samen de nacht door",
            "covenant": "<p>Wat is afgesproken.</p>",
            "covenant_signed_on": date(2012, 9, 1),
            "rules_in_the_way": "<p>Een regel.</p>",
            "partners_stated": 18 + rows,
            "building_blocks_stated": 13 + rows,
            "source_name": "Zorgkracht krimpgebieden",
            "source_url": "https://example.org/bron",
            "contact_email": "contact@example.org",
            "confirmed_on": date(2015, 3, 4),
            "lead_organisation": organisation("Trekker"),
            **texts,
            **values,
        },
    )
    emmen = RegionModel.objects.get(code="GM0114")
    others = [emmen, *RegionModel.objects.filter(kind="municipality").exclude(pk=emmen.pk)]
    for number in range(rows):
        lead = organisation(f"Zorggroep {number}")
        partner = Partner(organisation=lead, role="partner")
        partner.sectors = [build.term(type(made).sectors.rel.model, "zorg")]
        made.partners.add(partner, Partner(group_name=f"Vrijwilligers {number}", role="bewoners"))
        made.activities.add(Activity(text="Gesprekken", number=20, period_text="voorjaar 2012"))
        made.outcomes.add(Outcome(indicator="Cliënten", value=1250, unit="cliënten"))
        made.dilemmas.add(Dilemma(question="Wie betaalt?"))
        made.quotes.add(Quote(text="Regels zitten in de weg.", speaker="adviseur"))
        made.links.add(Link(title="Lees verder", url="https://example.org/verder"))
        report = Report(title=f"Eindverslag {number}")
        report.items = [ReportItem(title="Deel een", text="<p>Binnenin.</p>")]
        made.reports.add(report, Report(title=f"E-book {number}", forthcoming=True))
        made.goals.add(
            Goal(category="client", title="Beter slapen", measures="<p>Minder ritten</p>")
        )
        block = BuildingBlock(title=f"Preventie {number}", status="loopt", text="<p>Zo.</p>")
        block.leads = [lead]
        made.building_blocks.add(block)
        made.working_groups.add(WorkingGroup(name="Werkgroep nacht", text="Roosters"))
        made.actions.add(Action(text="Rooster maken", who="Trekker", status="gepland"))
        made.budgets.add(Budget(description="Awbz", organisation=lead, amount=1000, pooled=True))
        if number < len(others):
            made.scalings.add(Scaling(municipality=others[number], status="loopt"))
    made.save()
    return build.reload(made)


def training(rows: int = 1, **values: Any) -> Any:
    """A training with `rows` sessions to come and as many that were."""
    made = build.entry(
        "scholing",
        **{
            "sectors": ["zorg", "welzijn"],
            "provider": organisation("Leerhuis"),
            "study_load": "2.5",
            "price": "1250",
            "form": "online",
            "learning_goals": "<p>Je leert luisteren.</p>",
            **values,
        },
    )
    emmen = RegionModel.objects.filter(code="GM0114").first()
    for number in range(rows):
        soon = timezone.now() + timedelta(days=10 + number)
        made.sessions.add(
            Session(
                start=soon, place="Zaal 1", municipality=emmen, sign_up_url="https://example.org/a"
            ),
            Session(start=soon - timedelta(days=90), place="Zaal 2", municipality=emmen),
        )
        made.accreditations.add(Accreditation(register=f"Register {number}", points="3.5"))
    made.save()
    return build.reload(made)


def organisation(name: str, **values: Any) -> Organisation:
    """An organisation by its name; made when it is not there."""
    return Organisation.objects.get_or_create(name=name, defaults=values)[0]
