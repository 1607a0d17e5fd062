"""All terms as plain values, kept in memory and read anew when one of them changed.

A page of results shows labels of hundreds of terms. Reading them takes a handful of queries,
so a process keeps them and asks one small question per request: is this still the version?
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from practices.entry_types import ENTRY_TYPES
from practices.models import (
    COUNTRY_CODE,
    Audience,
    FormerValue,
    GlossaryTerm,
    LearningNetwork,
    Organisation,
    Programme,
    Region,
    Sector,
    Term,
    Theme,
    VocabularyVersion,
)
from practices.models.choices import EvidenceLevel, Phase, RegionKind, TrainingForm
from practices.regions import RegionNode, RegionTree

NETWORK_PATH_LENGTH = 12  # root, home, network: three steps of four characters in the page tree


@dataclass(frozen=True)
class TermValue:
    """A value of a facet and what people read for it."""

    value: str
    label: str
    order: int = 100
    slug: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class GlossaryEntry:
    """A term of the field; `forms` mean the same, `narrower` is found when it is looked for."""

    term: str
    abbreviation: str
    explanation: str
    slug: str
    forms: tuple[str, ...]
    narrower: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """The terms by query-string parameter and value, regions as a tree, networks, glossary."""

    version: str = ""
    terms: Mapping[str, Mapping[str, TermValue]] = field(default_factory=dict)
    regions: RegionTree = field(default_factory=RegionTree)
    networks: Mapping[str, TermValue] = field(default_factory=dict)  # page path -> network
    glossary: tuple[GlossaryEntry, ...] = ()
    former: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def term(self, parameter: str, value: str) -> TermValue | None:
        """The term a value stands for; a year stands for itself; None when it is unknown."""
        if parameter == "jaar":
            return TermValue(value, value) if len(value) == 4 and value.isdecimal() else None
        return self.terms.get(parameter, {}).get(value)

    def labels(self, parameter: str, values: Iterable[str]) -> list[str]:
        """What people read for these values; unknown ones are left out."""
        terms = (self.term(parameter, value) for value in values)
        return [term.label for term in terms if term is not None]

    def network_of(self, path: str) -> TermValue | None:
        """The learning network that owns the page with this path in the tree."""
        return self.networks.get(path[:NETWORK_PATH_LENGTH])

    def resolve(self, parameter: str, written: str) -> str | None:
        """The value somebody means by `written`: the value itself, a slug, or an only name.

        A value that a term had before leads to what it is called now. None when it is unknown,
        or when several regions share the name.
        """
        if self.term(parameter, written) is not None:
            return written
        now = self.former.get(parameter, {}).get(written.strip())
        if now is not None and self.term(parameter, now) is not None:
            return now
        found = self._by_name.get(parameter, {}).get(written.strip().casefold(), frozenset())
        return next(iter(found)) if len(found) == 1 else None

    @cached_property
    def _by_name(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        result: dict[str, dict[str, frozenset[str]]] = {}
        for parameter, values in self.terms.items():
            names: dict[str, set[str]] = {}
            for term in values.values():
                for name in (term.label, *term.aliases):
                    names.setdefault(name.casefold(), set()).add(term.value)
            for term in values.values():  # a slug is exact: it wins from a shared name
                if term.slug:
                    names[term.slug.casefold()] = {term.value}
                names[term.value.casefold()] = {term.value}
            result[parameter] = {name: frozenset(found) for name, found in names.items()}
        return result


_lock = threading.Lock()
_kept: Vocabulary | None = None


def current() -> Vocabulary:
    """Return the vocabulary as it is in the database now (one query when nothing changed)."""
    global _kept
    version = VocabularyVersion.current()
    kept = _kept
    if kept is None or kept.version != version:
        with _lock:
            kept = _kept
            if kept is None or kept.version != version:
                _kept = kept = load(version)
    return kept


def load(version: str = "") -> Vocabulary:
    """Read all terms (one query a list)."""
    terms: dict[str, dict[str, TermValue]] = {
        "soort": {
            slug: TermValue(slug, str(model.type_label), order)
            for order, (slug, model) in enumerate(ENTRY_TYPES.items())
        },
        "fase": _choices(Phase),
        "bewijs": _choices(EvidenceLevel),
        "vorm": _choices(TrainingForm),
        "sector": _terms(Sector),
        "thema": _terms(Theme),
        "doelgroep": _terms(Audience),
        "programma": _terms(Programme),
        "organisatie": {
            slug: TermValue(slug, name, slug=slug, aliases=tuple(aliases.splitlines()))
            for slug, name, aliases in Organisation.objects.values_list("slug", "name", "aliases")
        },
        "trefwoord": {
            slug: TermValue(slug, name, slug=slug)
            for slug, name in Tag.objects.values_list("slug", "name")
        },
    }
    networks = {
        path: TermValue(slug, title, slug=slug)
        for path, slug, title in LearningNetwork.objects.order_by("title").values_list(
            "path", "slug", "title"
        )
    }
    terms["netwerk"] = {network.value: network for network in networks.values()}
    tree = _region_tree()
    terms["regio"] = {code: _region_term(node) for code, node in tree.nodes.items()}
    former: dict[str, dict[str, str]] = {}
    for parameter, value, now in FormerValue.objects.values_list("parameter", "value", "now"):
        former.setdefault(parameter, {})[value] = now
    return Vocabulary(version, terms, tree, networks, _glossary(), former)


def _choices(
    choices: type[Phase] | type[EvidenceLevel] | type[TrainingForm],
) -> dict[str, TermValue]:
    return {
        value: TermValue(value, str(label), order)
        for order, (value, label) in enumerate(choices.choices)
    }


def _terms(model: type[Term]) -> dict[str, TermValue]:
    return {
        slug: TermValue(slug, name, order, slug, tuple(aliases.splitlines()))
        for slug, name, order, aliases in model._default_manager.values_list(
            "slug", "name", "order", "aliases"
        )
    }


def _glossary() -> tuple[GlossaryEntry, ...]:
    return tuple(
        GlossaryEntry(
            term=each.term,
            abbreviation=each.abbreviation,
            explanation=each.explanation,
            slug=each.slug,
            forms=tuple(filter(None, (each.term, each.abbreviation, *each.synonym_list))),
            narrower=tuple(each.narrower_list),
        )
        for each in GlossaryTerm.objects.all()
    )


def _region_tree() -> RegionTree:
    members: dict[int, set[str]] = {}
    links = Region.members.through.objects.values_list("from_region_id", "to_region__code")
    for area, code in links:
        members.setdefault(area, set()).add(code)
    nodes = {
        code: RegionNode(
            code,
            kind,
            name,
            slug,
            parent,
            frozenset(members.get(pk, ())),
            tuple(aliases.splitlines()),
        )
        for pk, code, kind, name, slug, parent, aliases in Region.objects.values_list(
            "pk", "code", "kind", "name", "slug", "parent__code", "aliases"
        )
    }
    return RegionTree(nodes)


def _region_term(node: RegionNode) -> TermValue:
    label = str(_("Landelijk")) if node.code == COUNTRY_CODE else node.name
    order = list(RegionKind).index(RegionKind(node.kind))
    return TermValue(node.code, label, order, node.slug, node.aliases)
