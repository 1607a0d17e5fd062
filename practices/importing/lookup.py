"""Names -> terms, regions, organisations, networks and entries, loaded once in a few queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from taggit.models import Tag

from practices.entry_types import type_slug_of
from practices.importing.values import read_text
from practices.importing.wording import ValueProblem, nearest, shorten, suggestion
from practices.models import (
    Audience,
    Dossier,
    Entry,
    LearningNetwork,
    Organisation,
    Programme,
    Region,
    Sector,
    Theme,
)
from practices.models.choices import RegionKind

VOCABULARIES: tuple[type[models.Model], ...] = (
    Sector, Region, Theme, Audience, Programme, Dossier, Organisation,
)  # fmt: skip


class Names:
    """The things of one list, by what people may write for them.

    A code or slug is exact and belongs to one thing. A name may belong to several; then the
    codes are offered to choose from. An alias counts only where no name fits.
    """

    def __init__(self, things: Iterable[Any]) -> None:
        self._codes: dict[str, Any] = {}
        self._slugs: dict[str, Any] = {}
        self._names: dict[str, list[Any]] = {}
        self._aliases: dict[str, list[Any]] = {}
        for thing in things:
            self.add(thing)

    def add(self, thing: Any) -> None:
        """Make a thing known under its code, slug, name and aliases."""
        self._slugs[thing.slug] = thing
        if code := getattr(thing, "code", ""):
            self._codes[code.casefold()] = thing
        self._names.setdefault(_key(thing.name), []).append(thing)
        for alias in thing.alias_list:
            self._aliases.setdefault(_key(alias), []).append(thing)

    def find(self, written: str, kind: str | None = None) -> list[Any]:
        """All things that `written` may stand for; of this kind only, when a kind is given.

        A slug is exact in its own case only: "groningen" is the slug of the province, while
        "Groningen" is a name that three regions share.
        """
        key = _key(written)
        exact = self._codes.get(key) or self._slugs.get(written.strip())
        exactly = [exact] if exact else []
        for things in (exactly, self._names.get(key, []), self._aliases.get(key, [])):
            if found := [thing for thing in things if kind is None or thing.kind == kind]:
                return found
        return []

    def suggestions(self, written: str) -> list[str]:
        """Names that look like what was written."""
        names = [thing.name for thing in self._slugs.values()]
        aliases = [name for thing in self._slugs.values() for name in thing.alias_list]
        return nearest(written, sorted({*names, *aliases}))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


@dataclass
class KnownEntry:
    """An entry that the platform has, or that this run will make (then without a number)."""

    type_slug: str
    pk: int | None = None
    network: str = ""


@dataclass
class Lookup:
    """Everything that a record may point at. Load it anew for every run."""

    names: dict[type[models.Model], Names]
    networks: dict[str, LearningNetwork]
    entries: dict[str, KnownEntry]
    tags: dict[str, Tag]
    create_organisations: bool = False
    new_organisations: list[Organisation] = field(default_factory=list)

    @classmethod
    def load(cls, *, create_organisations: bool = False) -> Lookup:
        """Read the terms, the networks and which entries exist (one query a list)."""
        networks = list(LearningNetwork.objects.order_by("path"))
        by_path = {network.path: network.slug for network in networks}
        entries = Entry.objects.exclude(external_id=None)
        entries = entries.only("external_id", "path", "content_type")
        return cls(
            names={model: Names(model._default_manager.all()) for model in VOCABULARIES},
            networks={network.slug: network for network in networks},
            entries={
                str(entry.external_id): KnownEntry(
                    type_slug_of(entry), entry.pk, by_path.get(_parent_path(entry.path), "")
                )
                for entry in entries.iterator()
            },
            tags={_key(tag.name): tag for tag in Tag.objects.all()},
            create_organisations=create_organisations,
        )

    def term(
        self, model: type[models.Model] | None, raw: Any, *, municipality: bool = False
    ) -> Any:
        """The one thing of this list that `raw` stands for. Raises ValueProblem.

        An unknown organisation is made (and saved later) where this run may do that.
        """
        if model is None:
            raise TypeError("a field of terms has a model to look in")
        written = read_text(raw)
        names = self.names[model]
        found = names.find(written, RegionKind.MUNICIPALITY if municipality else None)
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueProblem(
                _("“%(written)s” past bij meer dan een regio. Kies een code: %(choices)s.")
                % {
                    "written": shorten(written),
                    "choices": ", ".join(f"{thing.code} ({_described(thing)})" for thing in found),
                }
                if model is Region
                else _("“%(written)s” past bij meer dan een naam. Kies uit: %(choices)s.")
                % {
                    "written": shorten(written),
                    "choices": ", ".join(thing.slug for thing in found),
                }
            )
        if model is Organisation and self.create_organisations:
            return self._new_organisation(written)
        raise ValueProblem(
            _("“%(written)s” staat niet in de lijst %(list)s.")
            % {"written": shorten(written), "list": model._meta.verbose_name_plural}
            + suggestion(names.suggestions(written))
        )

    def network(self, raw: Any) -> LearningNetwork:
        """The learning network by slug or name. Raises ValueProblem."""
        written = read_text(raw)
        for network in self.networks.values():
            if written == network.slug or _key(written) == _key(network.title):
                return network
        known = nearest(written, self.networks)
        raise ValueProblem(
            _("Er is geen leernetwerk “%(written)s”.") % {"written": shorten(written)}
            + (suggestion(known) or _known_networks(self.networks))
        )

    def tag(self, name: str) -> Tag | None:
        """The tag with this name, upper and lower case alike; None when it is new."""
        return self.tags.get(_key(name))

    def save_new(self, tags: Iterable[str]) -> None:
        """Save the organisations and tags that this run makes. Call it in the transaction."""
        for organisation in self.new_organisations:
            organisation.pk = None
            organisation.save()
        self.new_organisations.clear()
        for name in tags:
            if _key(name) not in self.tags:
                self.tags[_key(name)] = Tag.objects.create(name=name)

    def _new_organisation(self, name: str) -> Organisation:
        organisation = Organisation(name=" ".join(name.split()))
        # A number of its own for now, so that rules such as "an organisation or a group" and
        # "once in each role" can be checked before anything is saved.
        organisation.pk = -1 - len(self.new_organisations)
        if len(organisation.name) > 150:
            raise ValueProblem(_("De naam van een organisatie telt hoogstens 150 tekens."))
        self.names[Organisation].add(organisation)
        self.new_organisations.append(organisation)
        return organisation


def _described(region: Region) -> str:
    return str(RegionKind(region.kind).label).lower()


def _known_networks(networks: Iterable[str]) -> str:
    return " " + _("Kies uit: %(names)s.") % {"names": ", ".join(sorted(networks))}


def _parent_path(path: str) -> str:
    return path[: -Entry.steplen]
