"""What the page of an entry shows, gathered in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kennisplatform.templatetags.house import number, safe_url
from practices import vocabulary as vocabularies
from practices.models import BestPractice, Entry, LearningNetwork, RegionalExperiment, Training
from practices.models.choices import (
    EVIDENCE_MEANING,
    ActionStatus,
    BlockStatus,
    Direction,
    EvidenceLevel,
    GoalCategory,
    GoalLevel,
    PartnerRole,
    Phase,
    ScalingStatus,
)
from practices.pages.explaining import explain_abbreviations
from practices.pages.relations import related_groups
from practices.pages.sections import has_text, sections
from practices.pages.sessions import session_view
from practices.sorting import name_key
from practices.vocabulary import TermValue, Vocabulary

LONG_TITLE = 70  # characters; beyond it the title is set a step smaller

# A state as one of four looks, by its value; what it is stands beside it in words. Values that
# are spelled alike in different lists ("loopt") look alike too.
STATE_CLASS = {
    "gepland": "idle",
    "verkenning": "idle",
    "voorbereiding": "idle",
    "loopt": "busy",
    "vergevorderd": "busy",
    "afgerond": "done",
    "gedaan": "done",
    "ingebed": "done",
    "opgeschaald": "done",
    "gestopt": "halt",
}
DIRECTION_ICON = {Direction.UP: "up", Direction.DOWN: "down", Direction.STABLE: "level"}


@dataclass(frozen=True)
class Party:
    """Somebody who takes part; without an address it is a group that has no page."""

    name: str
    url: str = ""
    sectors: str = ""


@dataclass(frozen=True)
class Role:
    label: str
    parties: tuple[Party, ...]


@dataclass(frozen=True)
class State:
    label: str
    css: str


@dataclass(frozen=True)
class Figure:
    """An outcome as a large figure: a number with its unit, or only the way it went."""

    value: str
    unit: str
    direction: str
    icon: str
    indicator: str
    baseline: str
    measured_on: Any
    note: str
    source_name: str
    source_url: str


@dataclass(frozen=True)
class GoalGroup:
    label: str
    goals: tuple[dict[str, Any], ...]


def entry_context(entry: Entry, request: HttpRequest) -> dict[str, Any]:
    """Return everything `practices/entry.html` shows of this (specific) entry."""
    vocabulary = vocabularies.current()
    context = _shared(entry, vocabulary)
    if isinstance(entry, Training):
        context.update(_training(entry))
    if isinstance(entry, BestPractice | RegionalExperiment):
        context["results_text"] = entry.results if has_text(entry.results) else ""
    if isinstance(entry, BestPractice):
        level = EvidenceLevel(entry.evidence_level)
        context["evidence"] = {"label": level.label, "meaning": EVIDENCE_MEANING[level]}
    if isinstance(entry, RegionalExperiment):
        context.update(_experiment(entry))
    context["address"] = entry.get_full_url(request) or request.build_absolute_uri()
    context["sections"] = sections(entry, context)
    explain_abbreviations(context, vocabulary.glossary)
    return context


def _shared(entry: Entry, vocabulary: Vocabulary) -> dict[str, Any]:
    network = cast(LearningNetwork | None, entry.get_parent().specific if entry.depth else None)
    roles, partners_sentence = _roles(entry)
    regions = _terms(vocabulary, "regio", entry.regions.values_list("code", flat=True))
    return {
        "entry": entry,
        "type_slug": entry.type_slug,
        "type_label": entry.type_label,
        "long_title": len(entry.title) > LONG_TITLE,
        "description": Truncator(entry.summary).chars(160),
        "network": network if isinstance(network, LearningNetwork) else None,
        "lead": _party(entry.lead_organisation) if entry.lead_organisation else None,
        "roles": roles,
        "partners_stated": entry.partners_stated,
        "partners_sentence": partners_sentence,
        "regions": regions,
        "provinces": vocabulary.regions.found_under(term.value for term in regions)
        | {term.value for term in regions},
        "sectors": _terms(vocabulary, "sector", entry.sectors.values_list("slug", flat=True)),
        "themes": _terms(vocabulary, "thema", entry.themes.values_list("slug", flat=True)),
        "audiences": _terms(
            vocabulary, "doelgroep", entry.audiences.values_list("slug", flat=True)
        ),
        "programmes": _terms(
            vocabulary, "programma", entry.programmes.values_list("slug", flat=True)
        ),
        "dossiers": list(entry.dossiers.all()),
        "entry_tags": list(entry.tags.all()),
        "activities": list(entry.activities.all()),
        "outcomes": [_figure(outcome) for outcome in entry.outcomes.all()],
        "quotes": list(entry.quotes.all()),
        "dilemmas": list(entry.dilemmas.all()),
        "reports": _reports(entry),
        "links": [link for link in entry.links.all() if safe_url(link.url)],
        "related": related_groups(entry, vocabulary),
        "has_source": bool(
            entry.source_name
            or entry.source_url
            or entry.contact_name
            or entry.contact_email
            or entry.contact_url
        ),
    }


def _reports(entry: Entry) -> list[dict[str, Any]]:
    reports = entry.reports.select_related("document").prefetch_related("items__document")
    return [
        {
            "report": report,
            "text": report.text,
            "parts": [{"item": item, "text": item.text} for item in report.items.all()],
        }
        for report in reports
    ]


def _terms(vocabulary: Vocabulary, parameter: str, values: Iterable[str]) -> list[TermValue]:
    found = (vocabulary.term(parameter, value) for value in values)
    known = (term for term in found if term)
    return sorted(known, key=lambda term: (term.order, *name_key(term.label)))


def _party(organisation: Any, sectors: str = "") -> Party:
    return Party(organisation.name, organisation.get_absolute_url(), sectors)


def _roles(entry: Entry) -> tuple[tuple[Role, ...], str]:
    """The parties by role, in the order of the roles, and their number in words."""
    by_role: dict[str, list[Party]] = {}
    names: set[str] = set()
    groups: set[str] = set()
    if entry.lead_organisation:
        by_role[_("Trekker")] = [_party(entry.lead_organisation)]
        names.add(entry.lead_organisation.name)
    partners = list(entry.partners.select_related("organisation").prefetch_related("sectors"))
    for role, label in PartnerRole.choices:
        for partner in partners:
            if partner.role != role:
                continue
            sectors = ", ".join(sector.name for sector in partner.sectors.all())
            if partner.organisation:
                party = _party(partner.organisation, sectors)
                names.add(party.name)
            else:
                party = Party(partner.group_name, sectors=sectors)
                groups.add(party.name)
            by_role.setdefault(str(label), []).append(party)
    roles = tuple(Role(label, tuple(parties)) for label, parties in by_role.items())
    return roles, _partners_sentence(entry.partners_stated, len(names), len(groups))


def _partners_sentence(stated: int | None, named: int, groups: int) -> str:
    """ "18 partijen, waarvan 2 hier met naam": what the source says beside what it names.

    Without a stated total only what stands here is counted: "5 organisaties en 1 groep".
    """
    if stated and stated > named:
        total = ngettext("%(n)d partij", "%(n)d partijen", stated) % {"n": stated}
        if not named:
            return total
        return _("%(total)s, waarvan %(named)d hier met naam") % {"total": total, "named": named}
    counted = []
    if named:
        counted.append(ngettext("%(n)d organisatie", "%(n)d organisaties", named) % {"n": named})
    if groups:
        counted.append(ngettext("%(n)d groep", "%(n)d groepen", groups) % {"n": groups})
    return _(" en ").join(counted)


def _figure(outcome: Any) -> Figure:
    direction = Direction(outcome.direction) if outcome.direction else None
    return Figure(
        value=number(outcome.value),
        unit=outcome.unit,
        direction=str(direction.label) if direction else "",
        icon=DIRECTION_ICON[direction] if direction else "",
        indicator=outcome.indicator,
        baseline=number(outcome.baseline),
        measured_on=outcome.measured_on,
        note=outcome.note,
        source_name=outcome.source_name,
        source_url=safe_url(outcome.source_url),
    )


def _training(training: Training) -> dict[str, Any]:
    shown = [
        session_view(session, training.title, "", training.is_example)
        for session in sorted(
            training.sessions.select_related("municipality"), key=lambda session: session.start
        )
    ]
    return {
        "provider": _party(training.provider) if training.provider else None,
        "sessions": [session for session in shown if not session.is_past],
        "past_sessions": [session for session in shown if session.is_past],
        "next_session": next(
            (one for one in shown if not one.is_past and not one.is_cancelled), None
        ),
        "can_sign_up": any(one.sign_up_url for one in shown),
        "accreditations": list(training.accreditations.all()),
        "certificate": training.certificate,
    }


def _experiment(experiment: RegionalExperiment) -> dict[str, Any]:
    blocks = [
        {
            "block": block,
            "state": _state(BlockStatus(block.status)),
            "text": block.text,
            "leads": [_party(lead) for lead in block.leads.all()],
            "described": has_text(block.text),
        }
        for block in experiment.building_blocks.prefetch_related("leads")
    ]
    stated = experiment.building_blocks_stated
    budgets = list(experiment.budgets.select_related("organisation"))
    return {
        "motto": experiment.motto,
        "phase": _state(Phase(experiment.phase)),
        "phase_reason": experiment.phase_reason,
        "goals": _goals(experiment),
        "building_blocks": blocks,
        "blocks_stated": stated,
        "blocks_unnamed": max(0, (stated or 0) - len(blocks)),
        "blocks_sentence": _blocks_sentence(stated, blocks),
        "working_groups": list(experiment.working_groups.all()),
        "actions": [
            {"action": action, "state": _state(ActionStatus(action.status))}
            for action in experiment.actions.all()
        ],
        "scalings": [
            {"scaling": scaling, "state": _state(ScalingStatus(scaling.status))}
            for scaling in experiment.scalings.select_related("municipality")
        ],
        "budgets": budgets,
        "budget_total": _budget_total([budget.amount for budget in budgets]),
        "covenant_text": experiment.covenant if has_text(experiment.covenant) else "",
        "covenant_signed_on": experiment.covenant_signed_on,
    }


def _state(status: BlockStatus | Phase | ScalingStatus | ActionStatus) -> State:
    return State(str(status.label), STATE_CLASS.get(status.value, "idle"))


def _goals(experiment: RegionalExperiment) -> tuple[GoalGroup, ...]:
    goals = list(experiment.goals.all())
    return tuple(
        GoalGroup(
            str(label),
            tuple(
                {
                    "goal": goal,
                    "is_main": goal.level == GoalLevel.MAIN,
                    "measures": goal.measures,
                }
                for goal in goals
                if goal.category == category
            ),
        )
        for category, label in GoalCategory.choices
        if any(goal.category == category for goal in goals)
    )


def _blocks_sentence(stated: int | None, blocks: list[dict[str, Any]]) -> str:
    """ "13 bouwstenen, 4 beschreven": what the source counts beside what it tells about."""
    total = max(stated or 0, len(blocks))
    # Blocks that have only a title count as described when the source counts more than these.
    described = len(blocks) if total > len(blocks) else sum(one["described"] for one in blocks)
    sentence = ngettext("%(n)d bouwsteen", "%(n)d bouwstenen", total) % {"n": total}
    if 0 < described < total:
        return _("%(total)s, %(described)d beschreven") % {
            "total": sentence,
            "described": described,
        }
    return sentence


def _budget_total(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) > 1 else None
