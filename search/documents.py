"""Entry -> plain search document, many at once.

Everything an engine has to know of an entry is worked out here, so that no engine reads the
catalogue and every engine is given the same.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from practices.entry_types import ENTRY_TYPES
from practices.models import Entry, Session
from practices.visibility import published
from practices.vocabulary import Vocabulary
from search.analysing import Terms, terms_of
from search.analysis import FIELD_GAP
from search.sources import (
    LINKED_TERMS,
    LIST_TEXTS,
    ORGANISATION_LINKS,
    PLAIN_COLUMNS,
    TEXT_COLUMNS,
    linked_values,
    list_rows,
)

# Raise it when analysis or the fields of a document change: a reconcile then mends all of it.
DOCUMENT_VERSION = 3
NEVER = 2**53  # seconds since 1970 for what does not expire; exact as a double as well
MAX_YEARS = 30  # of a period; a typing mistake in an end date must not make a thousand values
BATCH = 500

_BLOCK = re.compile(r"</(?:p|li|h[1-6]|ul|ol)>|<(?:br|hr)\s*/?>")
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class SearchDocument:
    """What is findable of an entry, before its words are analysed.

    `facets` maps a parameter to the values it is found under. `newest` and `confirmed` are
    sort keys: a date and the id in one integer, so that an order is total and paging stable.
    `expires` is in seconds since 1970.
    """

    id: int
    title: str
    summary: str
    body: str
    labels: str  # the names of its terms: found, but no text to show a passage of
    facets: tuple[tuple[str, tuple[str, ...]], ...]
    newest: int
    confirmed: int
    expires: int

    @property
    def fingerprint(self) -> int:
        """A number of 63 bits that differs when anything of the document differs."""
        content = repr((DOCUMENT_VERSION, self)).encode()
        return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest()) >> 1


@dataclass(frozen=True)
class IndexDocument:
    """A document as an engine stores it: words as terms, each field a list in order."""

    id: int
    title_terms: list[str]
    summary_terms: list[str]
    body_terms: list[str]
    exact: list[str]
    title_key: str
    body: str
    facets: Mapping[str, tuple[str, ...]]
    newest: int
    confirmed: int
    expires: int
    fingerprint: int


def analysed(document: SearchDocument) -> IndexDocument:
    """Turn the words of a document into terms."""
    return index_document(document, terms_of(texts_of(document)))


def texts_of(document: SearchDocument) -> tuple[str, str, str]:
    """What is analysed of a document."""
    return document.title, document.summary, f"{document.body}\n{document.labels}"


def index_document(document: SearchDocument, terms: Terms) -> IndexDocument:
    """A document with the terms of its texts."""
    (title_terms, title), (summary_terms, summary), (body_terms, body) = terms
    return IndexDocument(
        id=document.id,
        title_terms=title_terms,
        summary_terms=summary_terms,
        body_terms=body_terms,
        exact=[*title, FIELD_GAP, *summary, FIELD_GAP, *body],
        title_key=title_key(title),
        body=document.body,
        facets=dict(document.facets),
        newest=document.newest,
        confirmed=document.confirmed,
        expires=document.expires,
        fingerprint=document.fingerprint,
    )


def title_key(terms: Sequence[str]) -> str:
    """A whole title, or a whole query, as one value: equal when every word is."""
    return " ".join(terms)[:500]


def build_documents(ids: Iterable[int], vocabulary: Vocabulary) -> Iterator[SearchDocument]:
    """Yield the documents of those entries among `ids` that are published and unrestricted.

    About twenty queries for each five hundred entries. An id that yields nothing has no place
    in the index. Expired entries do have a document: the clock is asked when a query runs.
    """
    ids = list(ids)
    for start in range(0, len(ids), BATCH):
        yield from _build_batch(ids[start : start + BATCH], vocabulary)


def plain_text(value: str) -> str:
    """Rich text without its tags, a line for each paragraph. Must be escaped to be shown."""
    text = html.unescape(_TAG.sub("", _BLOCK.sub("\n", value)))
    return _LINES.sub("\n", _SPACE.sub(" ", text)).strip()


def _build_batch(ids: Sequence[int], vocabulary: Vocabulary) -> list[SearchDocument]:
    rows = list(published().filter(pk__in=ids).order_by().values(*PLAIN_COLUMNS, *TEXT_COLUMNS))
    found = [row["pk"] for row in rows]
    terms = _linked(found)
    texts: dict[int, list[str]] = defaultdict(list)
    years: dict[int, set[int]] = defaultdict(set)
    for source in LIST_TEXTS:
        for pk, *values in list_rows(source, found):
            for value in values:
                if isinstance(value, datetime):
                    years[pk].add(timezone.localtime(value).year)
                elif value:
                    texts[pk].append(plain_text(value) if source.rich else str(value))
    return [
        _document(row, terms[row["pk"]], texts[row["pk"]], years[row["pk"]], vocabulary)
        for row in rows
    ]


def read_facets(
    ids: Sequence[int], vocabulary: Vocabulary
) -> dict[int, dict[str, tuple[str, ...]]]:
    """The facet values of those entries among `ids` that are published and unrestricted.

    Four queries; those that `build_documents` gives a document, with the facets of it.
    """
    rows = list(published().filter(pk__in=ids).order_by().values(*PLAIN_COLUMNS))
    found = [row["pk"] for row in rows]
    terms = _linked(found)
    years: dict[int, set[int]] = defaultdict(set)
    for pk, start in Session.objects.filter(training__in=found).values_list("training", "start"):
        years[pk].add(timezone.localtime(start).year)
    return {row["pk"]: _facets(row, terms[row["pk"]], years[row["pk"]], vocabulary) for row in rows}


def _linked(ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """The values of the terms and organisations of entries, by parameter."""
    terms: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pk, parameter, value in linked_values(ids, LINKED_TERMS):
        terms[pk][parameter].append(value)
    for pk, _parameter, value in linked_values(ids, ORGANISATION_LINKS):
        terms[pk]["organisatie"].append(value)
    return terms


def _document(
    row: Mapping[str, Any],
    terms: Mapping[str, Sequence[str]],
    texts: Sequence[str],
    years: set[int],
    vocabulary: Vocabulary,
) -> SearchDocument:
    facets = _facets(row, terms, years, vocabulary)
    body = [plain_text(row[column]) for column in TEXT_COLUMNS if row[column]]
    body += texts
    pk: int = row["pk"]
    expires: datetime | None = row["expire_at"]
    return SearchDocument(
        id=pk,
        title=row["title"],
        summary=row["summary"],
        body="\n".join(body),
        # Somebody who types the name of a sector, theme or place finds what is tagged with it.
        labels="\n".join(_labels(facets, terms, vocabulary)),
        facets=tuple(sorted(facets.items())),
        newest=_sort_key(row["first_published_at"], pk),
        confirmed=_sort_key(row["confirmed_on"], pk),
        # A page is gone from the very second of its expiry on; index and page agree on that.
        expires=int(expires.timestamp()) if expires else NEVER,
    )


def _facets(
    row: Mapping[str, Any],
    terms: Mapping[str, Sequence[str]],
    years: set[int],
    vocabulary: Vocabulary,
) -> dict[str, tuple[str, ...]]:
    network = vocabulary.network_of(row["path"])
    values: dict[str, Iterable[str | None]] = {
        **terms,
        "soort": [_type_slug(row)],
        "regio": vocabulary.regions.found_under(terms.get("regio", ())),
        "organisatie": [
            *terms.get("organisatie", ()),
            row["lead_organisation__slug"],
            row["training__provider__slug"],
        ],
        "netwerk": [network.value if network else None],
        "fase": [row["regionalexperiment__phase"]],
        "bewijs": [row["bestpractice__evidence_level"]],
        "vorm": [row["training__form"]],
        "jaar": [str(year) for year in _years(row, years)],
    }
    values.pop("dossier", None)  # findable by its name; no facet of its own
    return {
        parameter: kept
        for parameter, found in values.items()
        if (kept := tuple(sorted({value for value in found if value})))
    }


def _type_slug(row: Mapping[str, Any]) -> str | None:
    for slug, model in ENTRY_TYPES.items():
        if row[f"{model._meta.model_name}__pk"] is not None:
            return slug
    return None


def _years(row: Mapping[str, Any], sessions: set[int]) -> set[int]:
    """The years an entry is about: its period, its sessions, else when it was written."""
    start, end = row["start_date"], row["end_date"]
    if start or end:
        first, last = (start or end).year, (end or start).year
        return sessions | set(range(first, min(last, first + MAX_YEARS) + 1))
    if sessions:
        return sessions
    written = row["source_date"] or row["first_published_at"]
    return {written.year} if written else set()


def _labels(
    facets: Mapping[str, tuple[str, ...]],
    terms: Mapping[str, Sequence[str]],
    vocabulary: Vocabulary,
) -> list[str]:
    labels = list(terms.get("dossier", ()))
    for parameter, values in facets.items():
        if parameter in ("jaar", "soort"):
            continue
        for value in values:
            term = vocabulary.term(parameter, value)
            if term is not None and term.label not in labels:
                labels.append(term.label)
    return labels


def _sort_key(moment: datetime | date | None, pk: int) -> int:
    """A moment (to the minute) and an id in one integer below 2**63; no moment comes last."""
    if moment is None:
        return pk
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (max(0, int(moment.timestamp()) // 60) << 32) | pk


def all_ids() -> list[int]:
    """The ids of all entries, published or not, in a fixed order."""
    return list(Entry.objects.order_by("pk").values_list("pk", flat=True))
