"""Generated entries: uneven over types, sectors and regions, with lists and dates."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model
from django.utils.text import slugify
from taggit.models import Tag
from wagtail.models import Locale, Page

from practices import models
from practices.generating.bulk import insert_pages, next_pk, reset_sequences
from practices.generating.chance import Zipf
from practices.generating.texts import Texts
from practices.models import (
    Audience,
    BestPractice,
    Entry,
    EntryTag,
    LearningNetwork,
    Organisation,
    Programme,
    Region,
    RegionalExperiment,
    Sector,
    Theme,
    Training,
)
from practices.models.choices import (
    ActivityMethod,
    BlockStatus,
    EvidenceLevel,
    PartnerRole,
    Phase,
    RegionKind,
    TrainingForm,
)

PREFIX = "gen-"  # of the external_id of every generated entry
CHUNK = 1_000
TODAY = date(2026, 1, 1)  # fixed, so that the same seed gives the same catalogue


@dataclass
class Chunk:
    """Rows that go in together."""

    pages: dict[type[Entry], list[Any]] = field(default_factory=dict)
    rows: dict[type[Model], list[Any]] = field(default_factory=dict)

    def add(self, row: Model) -> None:
        """Add a row of any table but the pages."""
        self.rows.setdefault(type(row), []).append(row)


class Generator:
    """Makes entries below the networks that exist, from the terms that exist."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  # no secret is drawn
        regions = list(Region.objects.order_by("code"))
        municipalities = [each for each in regions if each.kind == RegionKind.MUNICIPALITY]
        self.chance.shuffle(municipalities)
        others = [each for each in regions if each.kind != RegionKind.MUNICIPALITY]
        self.regions = Zipf([*others[:14], *municipalities, *others[14:]], self.chance, 0.7)
        self.networks = Zipf(list(LearningNetwork.objects.order_by("path")), self.chance, 0.8)
        self.organisations = Zipf(list(Organisation.objects.order_by("pk")), self.chance, 0.8)
        self.sectors = Zipf(list(Sector.objects.all()), self.chance)
        self.themes = Zipf(list(Theme.objects.all()), self.chance)
        self.audiences = Zipf(list(Audience.objects.all()), self.chance)
        self.programmes = Zipf(list(Programme.objects.all()), self.chance)
        self.tags = Zipf(list(Tag.objects.order_by("pk")), self.chance, 0.9)
        self.kinds = Zipf([Training, BestPractice, RegionalExperiment], self.chance, 0.7)
        self.texts = Texts(
            self.chance,
            [theme.name for theme in self.themes.values],
            [audience.name for audience in self.audiences.values],
            [region.name for region in municipalities],
            [organisation.name for organisation in self.organisations.values],
        )
        self._locale = Locale.get_default().pk
        self._types = {
            kind: ContentType.objects.get_for_model(kind).pk for kind in self.kinds.values
        }
        self._last = {
            network.pk: network.get_children().order_by("-path").values_list("path", flat=True)[:1]
            for network in self.networks.values
        }
        self._seats = {
            network.pk: int(path[0][-4:], 36) if (path := list(self._last[network.pk])) else 0
            for network in self.networks.values
        }

    def generate(self, count: int) -> Iterator[int]:
        """Insert `count` entries; yields the number of each chunk that went in."""
        pk = next_pk(Page)
        number = Entry.objects.filter(external_id__startswith=PREFIX).count()
        children: dict[int, int] = {}
        for start in range(0, count, CHUNK):
            size = min(CHUNK, count - start)
            chunk = Chunk()
            for offset in range(size):
                network = self._entry(chunk, pk + start + offset, number + start + offset)
                children[network] = children.get(network, 0) + 1
            for pages in chunk.pages.values():
                insert_pages(pages)
            for model, rows in chunk.rows.items():
                model._default_manager.bulk_create(rows, batch_size=1_000)
            yield size
        for network, made in children.items():
            Page.objects.filter(pk=network).update(numchild=F("numchild") + made)
        reset_sequences([Page])

    def _entry(self, chunk: Chunk, pk: int, number: int) -> int:
        kind = self.kinds.one()
        network = self.networks.one()
        region = self.regions.one()
        theme = self.themes.one()
        place = region.name
        self._seats[network.pk] += 1
        published = datetime.combine(TODAY, datetime.min.time(), UTC) - timedelta(
            minutes=int(self.chance.paretovariate(0.6) * 5_000) % 5_000_000
        )
        title = self.texts.title(place, theme.name)
        slug = f"{slugify(title)[:80]}-{number}"
        values: dict[str, Any] = {
            "id": pk,
            "page_ptr_id": pk,
            "entry_ptr_id": pk,
            "path": network.path + Page._int2str(self._seats[network.pk]).rjust(4, "0"),
            "depth": network.depth + 1,
            "numchild": 0,
            "locale_id": self._locale,
            "translation_key": uuid.uuid5(uuid.NAMESPACE_URL, f"{PREFIX}{number}"),
            "content_type_id": self._types[kind],
            "title": title,
            "draft_title": title,
            "slug": slug,
            "url_path": f"{network.url_path}{slug}/",
            "live": self.chance.random() > 0.02,
            "first_published_at": published,
            "last_published_at": published,
            "latest_revision_created_at": published,
            "external_id": f"{PREFIX}{number}",
            "is_example": True,
            "summary": self.texts.prose(self.chance.randint(2, 5), place, theme.name)[:1200],
            "background": self.texts.rich(self.chance.randint(0, 6), place, theme.name),
            "lessons_learned": self.texts.rich(self.chance.randint(0, 4), place, theme.name),
            "lead_organisation_id": self.organisations.one().pk,
            "source_name": self.organisations.one().name,
            **self._period(published.date()),
            **self._own_fields(kind, place, theme.name),
        }
        chunk.pages.setdefault(kind, []).append(kind(**values))
        self._terms(chunk, pk, region, theme)
        self._lists(chunk, pk, kind, place, theme.name)
        return network.pk

    def _period(self, published: date) -> dict[str, Any]:
        if self.chance.random() < 0.4:
            return {"confirmed_on": published + timedelta(days=self.chance.randint(0, 300))}
        start = published - timedelta(days=self.chance.randint(30, 900))
        return {
            "start_date": start,
            "end_date": start + timedelta(days=self.chance.randint(30, 1_200)),
            "confirmed_on": published if self.chance.random() < 0.7 else None,
        }

    def _own_fields(self, kind: type[Entry], place: str, theme: str) -> dict[str, Any]:
        if kind is Training:
            return {
                "form": self.chance.choice(TrainingForm.values),
                "price": Decimal(self.chance.choice([0, 0, 45, 95, 250, 495])),
                "study_load": Decimal(self.chance.choice([2, 4, 6, 12, 40])),
                "learning_goals": self.texts.rich(4, place, theme),
            }
        story = {
            name: self.texts.rich(self.chance.randint(3, 8), place, theme)
            for name in ("challenge", "approach", "results")
        }
        if kind is BestPractice:
            return {**story, "evidence_level": self.chance.choice(EvidenceLevel.values)}
        phase = self.chance.choice(Phase.values)
        reason = self.texts.prose(1, place, theme) if phase == Phase.STOPPED else ""
        return {**story, "phase": phase, "phase_reason": reason, "motto": ""}

    def _terms(self, chunk: Chunk, pk: int, region: Region, theme: Theme) -> None:
        drawn: dict[str, Sequence[Any]] = {
            "sectors": self.sectors.some(1, 3),
            "themes": list(dict.fromkeys([theme, *self.themes.some(0, 2)])),
            "audiences": self.audiences.some(0, 2),
            "programmes": self.programmes.some(0, 1),
            "regions": list(dict.fromkeys([region, *self.regions.some(0, 1)])),
        }
        for name, terms in drawn.items():
            relation = Entry._meta.get_field(name)
            through = relation.remote_field.through
            column = f"{relation.related_model._meta.model_name}_id"
            for term in terms:
                chunk.add(through(entry_id=pk, **{column: term.pk}))
        for tag in self.tags.some(0, 4):
            chunk.add(EntryTag(content_object_id=pk, tag_id=tag.pk))

    def _lists(self, chunk: Chunk, pk: int, kind: type[Entry], place: str, theme: str) -> None:
        roles = PartnerRole.values
        for order, organisation in enumerate(self.organisations.some(0, 6)):
            chunk.add(
                models.Partner(
                    entry_id=pk,
                    organisation=organisation,
                    role=self.chance.choice(roles),
                    sort_order=order,
                )
            )
        for order in range(self.chance.choice([0, 0, 1, 3])):
            chunk.add(
                models.Activity(
                    entry_id=pk,
                    method=self.chance.choice(ActivityMethod.values),
                    text=self.texts.prose(1, place, theme),
                    sort_order=order,
                )
            )
        for order in range(self.chance.choice([0, 1, 2])):
            chunk.add(
                models.Outcome(
                    entry_id=pk,
                    indicator=self.texts.fill("{Audience} met {theme}")[:200],
                    value=self.chance.randint(1, 900),
                    unit="mensen",
                    sort_order=order,
                )
            )
        if kind is Training:
            for order in range(self.chance.choice([0, 1, 2, 4])):
                start = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(
                    days=self.chance.randint(-300, 500), hours=self.chance.randint(8, 19)
                )
                chunk.add(
                    models.Session(
                        training_id=pk,
                        start=start,
                        end=start + timedelta(hours=3),
                        place=place,
                        sort_order=order,
                    )
                )
        elif kind is RegionalExperiment:
            for order in range(self.chance.choice([0, 2, 5])):
                chunk.add(
                    models.BuildingBlock(
                        experiment_id=pk,
                        title=f"{self.themes.one().name} {order + 1}",
                        status=self.chance.choice(BlockStatus.values),
                        text=self.texts.rich(2, place, theme),
                        sort_order=order,
                    )
                )
