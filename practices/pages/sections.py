"""Which sections an entry has, in the one order that every entry keeps.

A section that would be empty is left out, and so is its line in the table of contents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor, its heading and the template that draws it.

    `text` is set for sections that are one rich text and nothing else.
    """

    anchor: str
    label: str
    template: str
    text: str = ""


# anchor, heading, and what must be there: the field of a rich text, or names in the context.
RICH = "practices/sections/text.html"
ORDER: tuple[tuple[str, Any, str, tuple[str, ...]], ...] = (
    ("data", _("Data en aanmelden"), "sessions", ("sessions", "past_sessions")),
    ("leerdoelen", _("Wat u leert"), "learning_goals", ()),
    (
        "accreditatie",
        _("Accreditatie en bewijs"),
        "accreditation",
        ("accreditations", "certificate"),
    ),
    ("achtergrond", _("Achtergrond"), "background", ()),
    ("uitdaging", _("Uitdaging"), "challenge", ()),
    ("aanpak", _("Aanpak"), "approach", ()),
    ("doelen", _("Doelen"), "goals", ("goals",)),
    ("bouwstenen", _("Bouwstenen"), "building_blocks", ("building_blocks", "blocks_stated")),
    ("gedaan", _("Wat er is gedaan"), "activities", ("activities",)),
    ("resultaten", _("Resultaten"), "results", ("results_text", "outcomes")),
    ("bewijs", _("Hoe stevig is het bewijs?"), "evidence", ("evidence",)),
    ("in-hun-woorden", _("In hun woorden"), "quotes", ("quotes",)),
    ("dilemmas", _("Dilemma's"), "dilemmas", ("dilemmas",)),
    ("partners", _("Wie er meedoen"), "partners", ("roles", "partners_stated")),
    ("werkgroepen", _("Werkgroepen"), "working_groups", ("working_groups",)),
    ("acties", _("Acties"), "actions", ("actions",)),
    ("verbreding", _("Verbreding naar gemeenten"), "scaling", ("scalings",)),
    ("convenant", _("Convenant"), "covenant", ("covenant_text", "covenant_signed_on")),
    ("geld", _("Geld"), "budget", ("budgets",)),
    ("kosten", _("Kosten"), "costs", ()),
    ("regels", _("Regels die in de weg zitten"), "rules_in_the_way", ()),
    ("randvoorwaarden", _("Randvoorwaarden"), "preconditions", ()),
    ("lessen", _("Geleerde lessen"), "lessons_learned", ()),
    ("zelf-doen", _("Zelf doen"), "transfer", ()),
    ("vervolg", _("Hoe het verdergaat"), "next_steps", ()),
    ("verslagen", _("Verslagen"), "reports", ("reports",)),
    ("meer-weten", _("Meer weten"), "links", ("links",)),
    ("verwant", _("Wat hiermee samenhangt"), "related", ("related",)),
    ("bron", _("Bron en contact"), "source", ("has_source",)),
)


def sections(entry: Any, context: Mapping[str, Any]) -> tuple[Section, ...]:
    """The sections of an entry that hold something."""
    result: list[Section] = []
    for anchor, label, name, needs in ORDER:
        if needs:
            if any(context.get(key) for key in needs):
                result.append(Section(anchor, str(label), f"practices/sections/{name}.html"))
        elif has_text(text := getattr(entry, name, "")):
            result.append(Section(anchor, str(label), RICH, text))
    return tuple(result)


def has_text(html: str) -> bool:
    """Whether a rich text says anything: an emptied editor leaves an empty paragraph behind."""
    return bool(html and strip_tags(html).replace("\u00a0", " ").strip())
