"""Every rule of the database is a sentence in the form, so that an editor never meets a 500."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from wagtail.models import Page

from practices import models as catalogue
from practices.models import Organisation, Region, RegionalExperiment, Sector, Training
from practices.models.choices import Phase, SessionStatus
from tests import build

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
DAY = date(2026, 11, 20)
EARLIER = date(2026, 11, 1)


def _on(kind: str, field: str, model: type[models.Model], **values: Any) -> models.Model:
    return model(**{field: build.entry(kind), **values})


def _organisation() -> Organisation:
    return Organisation.objects.get_or_create(name="De Wilgen")[0]


def _emmen() -> Region:
    if not Region.objects.exists():
        build.drenthe()
    return Region.objects.get(code="GM0114")


# The constraint -> something that breaks only this rule.
BROKEN: dict[str, Any] = {
    "entry_period": lambda: _changed("praktijk", start_date=DAY, end_date=EARLIER),
    "entry_review_after_confirmation": lambda: _changed(
        "praktijk", confirmed_on=DAY, review_on=EARLIER
    ),
    "training_price_not_negative": lambda: _changed("scholing", price=-1),
    "training_study_load_not_negative": lambda: _changed("scholing", study_load=-1),
    "experiment_stopped_with_reason": lambda: _changed("experiment", phase=Phase.STOPPED),
    "session_period": lambda: _on(
        "scholing", "training", catalogue.Session, start=NOON, end=NOON.replace(hour=9)
    ),
    "session_full_has_no_places": lambda: _on(
        "scholing",
        "training",
        catalogue.Session,
        start=NOON,
        status=SessionStatus.FULL,
        places_left=3,
    ),
    "accreditation_points_not_negative": lambda: _on(
        "scholing", "training", catalogue.Accreditation, register="R", points=-1
    ),
    "accreditation_once_per_register": lambda: _twice(
        "scholing", "training", catalogue.Accreditation, register="R"
    ),
    "partner_once_per_role": lambda: _twice(
        "praktijk", "entry", catalogue.Partner, organisation=_organisation()
    ),
    "partner_organisation_or_group": lambda: _on("praktijk", "entry", catalogue.Partner),
    "activity_period": lambda: _on(
        "praktijk",
        "entry",
        catalogue.Activity,
        text="Gesprekken",
        start_date=DAY,
        end_date=EARLIER,
    ),
    "outcome_value_or_direction": lambda: _on(
        "praktijk", "entry", catalogue.Outcome, indicator="Cliënten"
    ),
    "relation_once": lambda: _twice(
        "praktijk", "entry", catalogue.Relation, target=build.entry("scholing")
    ),
    "relation_not_to_itself": lambda: _to_itself(),
    "scaling_once_per_municipality": lambda: _twice(
        "experiment", "experiment", catalogue.Scaling, municipality=_emmen()
    ),
    "budget_not_negative": lambda: _on(
        "experiment", "experiment", catalogue.Budget, description="Wmo", amount=-1
    ),
    "building_block_once": lambda: _twice(
        "experiment", "experiment", catalogue.BuildingBlock, title="Preventie"
    ),
    "region_known_kind": lambda: Region(name="X", code="X", slug="x", kind="planeet"),
    "region_area_has_no_parent": lambda: Region(
        name="X", code="X", slug="x", kind="area", parent=_emmen()
    ),
    "region_not_below_itself": lambda: _below_itself(),
    "region_official_has_parent": lambda: Region(name="X", code="X", slug="x", kind="province"),
    "glossary_term_once": lambda: (
        catalogue.GlossaryTerm.objects.create(term="Zorgplan", explanation="Uitleg."),
        catalogue.GlossaryTerm(term="ZORGPLAN", explanation="Uitleg."),
    )[1],
    "glossary_abbreviation_once": lambda: (
        catalogue.GlossaryTerm.objects.create(
            term="Wet langdurige zorg", abbreviation="Wlz", explanation="Uitleg."
        ),
        catalogue.GlossaryTerm(term="Iets anders", abbreviation="WLZ", explanation="Uitleg."),
    )[1],
    "organisation_name_once": lambda: (_organisation(), Organisation(name="DE WILGEN"))[1],
    **{
        f"{model.__name__.lower()}_name_once": lambda model=model: _same_name(model)
        for model in (
            Sector,
            catalogue.Theme,
            catalogue.Audience,
            catalogue.Programme,
            catalogue.Dossier,
        )
    },
}
# Kept by code and never typed by anybody.
NOT_TYPED = {"vocabulary_version_one_row", "former_value_once", "merged_term_once"}


def _same_name(model: Any) -> models.Model:
    model.objects.create(name="Zorg")
    return model(name="zorg", slug="een-andere")  # type: ignore[no-any-return]


def _changed(kind: str, **values: Any) -> models.Model:
    made = build.entry(kind)
    for name, value in values.items():
        setattr(made, name, value)
    return made  # type: ignore[no-any-return]


def _twice(kind: str, field: str, model: type[models.Model], **values: Any) -> models.Model:
    first = _on(kind, field, model, **values)
    first.save()
    return model(**{field: getattr(first, field), **values})


def _below_itself() -> models.Model:
    emmen = _emmen()
    emmen.parent = emmen
    return emmen


def _to_itself() -> models.Model:
    made = build.entry("praktijk")
    return catalogue.Relation(entry_id=made.entry_ptr_id, target_id=made.entry_ptr_id)


def declared() -> set[str]:
    return {
        constraint.name
        for model in apps.get_app_config("practices").get_models()
        for constraint in model._meta.constraints
    }


def test_every_constraint_is_tried_here() -> None:
    assert declared() == set(BROKEN) | NOT_TYPED


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_database_refuses_and_the_form_says_why(name: str) -> None:
    broken = BROKEN[name]()
    with pytest.raises(ValidationError) as refused:
        broken.full_clean()
    message = " ".join(refused.value.messages)
    assert message
    assert name not in message  # words for a person, not the name of a rule

    with pytest.raises(IntegrityError), transaction.atomic():
        # A page checks itself when it is saved; what is asked here is the database.
        broken.save(**({"clean": False} if isinstance(broken, Page) else {}))


@pytest.mark.parametrize("model", [Training, RegionalExperiment, catalogue.BestPractice])
def test_an_entry_with_nothing_but_the_essentials_is_valid(model: Any) -> None:
    made = model(title="Kort", summary="Samenvatting.", slug="kort")
    build.network().add_child(instance=made)
    made.full_clean()


def test_a_summary_of_more_than_120_words_is_refused() -> None:
    made = build.entry()
    made.summary = "woord " * 121

    with pytest.raises(ValidationError, match="121 woorden"):
        made.full_clean()
