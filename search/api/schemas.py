"""What the interface answers with; these make the OpenAPI description as well."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.html import escape
from ninja import Field, Schema

from practices.cards import Card
from practices.vocabulary import TermValue
from search.highlight import Fragment
from search.query import FACET_PARAMETERS
from search.results import Bucket, Hit, ResultPage


class TermOut(Schema):
    value: str = Field(description="De waarde zoals die in een adres staat.")
    label: str

    @classmethod
    def of(cls, term: TermValue) -> TermOut:
        return cls(value=term.value, label=term.label)


class HighlightOut(Schema):
    title: str = Field(description="De titel als HTML, met <mark> om wat gevonden is.")
    summary: str = Field(description="De samenvatting als HTML, met <mark> om wat gevonden is.")


class EntryOut(Schema):
    id: int
    type: str = Field(description="scholing, praktijk of experiment")
    title: str
    summary: str
    url: str
    sectors: list[TermOut]
    regions: list[TermOut]
    themes: list[TermOut]
    tags: list[TermOut]
    network: TermOut | None
    published_at: datetime | None
    confirmed_at: date | None
    example: bool = Field(description="Waar bij een verzonnen vermelding.")
    highlight: HighlightOut | None = None

    @classmethod
    def of(cls, card: Card, base_url: str, hit: Hit | None = None) -> EntryOut:
        return cls(
            id=card.id,
            type=card.type,
            title=card.title,
            summary=card.summary,
            url=base_url + card.url.removeprefix(base_url),
            sectors=[TermOut.of(term) for term in card.sectors],
            regions=[TermOut.of(term) for term in card.regions],
            themes=[TermOut.of(term) for term in card.themes],
            tags=[TermOut.of(term) for term in card.tags],
            network=TermOut.of(card.network) if card.network else None,
            published_at=card.published_at,
            confirmed_at=card.confirmed_on,
            example=card.example,
            highlight=HighlightOut(title=marked(hit.title), summary=marked(hit.summary))
            if hit
            else None,
        )


class BucketOut(Schema):
    value: str
    label: str
    count: int
    selected: bool

    @classmethod
    def of(cls, bucket: Bucket) -> BucketOut:
        return cls(
            value=bucket.value, label=bucket.label, count=bucket.count, selected=bucket.selected
        )


class EntriesOut(Schema):
    count: int = Field(description="Alle gevonden vermeldingen, op alle pagina's samen.")
    page: int
    page_size: int
    pages: int
    query: str = Field(description="De zoekvraag in haar vaste vorm, zonder vraagteken.")
    suggestion: str | None = Field(description="Bedoelde u dit? Of niets.")
    results: list[EntryOut]
    facets: dict[str, list[BucketOut]]

    @classmethod
    def of(cls, page: ResultPage, base_url: str) -> EntriesOut:
        return cls(
            count=page.total,
            page=page.page,
            page_size=page.page_size,
            pages=page.pages,
            query=page.query.query_string,
            suggestion=page.suggestion or None,
            results=[EntryOut.of(hit.card, base_url, hit) for hit in page.hits],
            facets={
                name: [BucketOut.of(bucket) for bucket in found.buckets]
                if (found := page.facet_by_parameter.get(name))
                else []
                for name in FACET_PARAMETERS
            },
        )


class FacetsOut(Schema):
    count: int
    query: str
    facets: dict[str, list[BucketOut]]


class ProblemOut(Schema):
    """RFC 9457: what was wrong with a question, and with which parameter."""

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None = None


def marked(fragments: tuple[Fragment, ...]) -> str:
    """Fragments as HTML: escaped, with what matched in <mark>."""
    return "".join(
        f"<mark>{escape(part.text)}</mark>" if part.marked else escape(part.text)
        for part in fragments
    )
