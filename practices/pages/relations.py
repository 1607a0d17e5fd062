"""How entries hang together, read from both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from practices.cards import Card, cards
from practices.models import Entry, Relation
from practices.models.choices import RelationKind
from practices.sorting import name_key
from practices.vocabulary import Vocabulary

# What the same relation is called from the other side.
INVERSE: dict[str, Any] = {
    RelationKind.TEACHES: _("Te leren in"),
    RelationKind.APPLIES: _("Toegepast in"),
    RelationKind.CONTINUES: _("Gaat verder in"),
    RelationKind.SCALES_UP: _("Verbreed in"),
    RelationKind.FILLS_GAP: _("Deze leemte wordt gevuld door"),
    RelationKind.RELATED: RelationKind.RELATED.label,
}


@dataclass(frozen=True)
class RelatedGroup:
    """Entries that stand in the same relation to this one."""

    label: str
    cards: tuple[Card, ...]


def related_groups(entry: Entry, vocabulary: Vocabulary) -> tuple[RelatedGroup, ...]:
    """The visible entries related to this one, in either direction, by kind of relation."""
    pairs: list[tuple[str, int]] = [
        (str(RelationKind(relation.kind).label), relation.target_id)
        for relation in entry.relations.all()
    ]
    incoming = sorted(
        Relation.objects.filter(target_id=entry.pk).values_list("entry__title", "entry_id", "kind"),
        key=lambda row: (name_key(row[0]), row[1]),
    )
    pairs += [(str(INVERSE[kind]), pk) for _title, pk, kind in incoming]
    if not pairs:
        return ()
    shown = {card.id: card for card in cards(list({pk for _label, pk in pairs}), vocabulary)}
    groups: dict[str, dict[int, Card]] = {}
    for label, pk in pairs:
        if pk in shown:
            groups.setdefault(label, {})[pk] = shown[pk]
    return tuple(RelatedGroup(label, tuple(found.values())) for label, found in groups.items())
