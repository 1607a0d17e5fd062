"""Hits -> lines of CSV as Dutch spreadsheets read it: UTF-8 with a mark, semicolons."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from urllib.parse import urljoin

from django.utils import timezone

from practices.cards import Card
from practices.vocabulary import TermValue

HEADINGS = (
    "Soort",
    "Titel",
    "Samenvatting",
    "Adres",
    "Sectoren",
    "Werkgebied",
    "Thema's",
    "Trefwoorden",
    "Leernetwerk",
    "Fase, bewijs of vorm",
    "Prijs in euro",
    "Eerste uitvoering",
    "Gepubliceerd",
    "Laatst bevestigd",
    "Voorbeeld",
)


class _Echo:
    """A file that hands each line straight back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(cards: Iterable[Card], base_url: str) -> Iterator[str]:
    """Yield the file line by line; the first line holds the headings."""
    yield "\ufeff"
    yield from rows_to_csv([HEADINGS])
    yield from rows_to_csv(_row(card, base_url) for card in cards)


def rows_to_csv(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield rows as lines, with every cell safe to open in a spreadsheet."""
    writer = csv.writer(_Echo(), delimiter=";")
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def safe_cell(cell: object) -> str:
    """A cell that a spreadsheet shows as text.

    A text that starts with one of these characters would be run as a formula; the apostrophe
    before it keeps it text (OWASP, CSV injection).
    """
    text = "" if cell is None else str(cell)
    if not isinstance(cell, int) and text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{text}"
    return text


def _row(card: Card, base_url: str) -> Sequence[object]:
    return (
        card.type_label,
        card.title,
        card.summary,
        urljoin(base_url, card.url),
        _labels(card.sectors),
        _labels(card.regions),
        _labels(card.themes),
        _labels(card.tags),
        card.network.label if card.network else "",
        card.phase_label or card.evidence_label or card.form_label,
        "" if card.price is None else str(card.price).replace(".", ","),
        _moment(card.next_session, "%Y-%m-%d %H:%M"),
        _moment(card.published_at, "%Y-%m-%d"),
        card.confirmed_on.isoformat() if card.confirmed_on else "",
        "ja" if card.example else "nee",
    )


def _labels(terms: Sequence[TermValue]) -> str:
    return "; ".join(term.label for term in terms)


def _moment(moment: datetime | None, pattern: str) -> str:
    return timezone.localtime(moment).strftime(pattern) if moment else ""
