"""The section of the report on Wagtail's own search with `.facet()`."""

from __future__ import annotations

from typing import Any

from benchmarks.notation import dutch, ms, number

PARTS = ("hits", "count", "facets")


def wagtail_section(wagtail: dict[str, Any], size: int) -> list[str]:
    """The lines of "Het zoeken van Wagtail zelf", a table for each database."""
    lines = [
        f"### Het zoeken van Wagtail zelf, bij {number(size)} vermeldingen",
        "",
        "Dezelfde catalogus en vragen, via `backend.search()`: 20 hits op volgorde van belang, "
        "het totaal, en `.facet()` één keer per facet (zonder volgorde, dat scheelt tijd). Alleen "
        "in de meting zijn titel, samenvatting, achtergrond, randvoorwaarden, lessen en vervolg "
        "doorzoekbaar. Wat na 60 s niet klaar is, wordt afgebroken en niet herhaald. Er wordt "
        "geen pagina getekend, en Nederlands wordt niet ontleed. Het aantal hits is dus anders, en "
        "verschilt ook tussen beide databases; waarom, is niet uitgezocht.",
        "",
    ]
    for database, measured in wagtail.items():
        lines += [f"**{database}.** " + about(measured), ""]
        if "missing" not in measured:
            lines += [
                "| vraag | hits | 20 hits | totaal | facetten | samen |",
                "|---|---|---|---|---|---|",
                *(row(name, each) for name, each in measured["questions"].items()),
                "",
            ]
    return lines


def about(measured: dict[str, Any]) -> str:
    """What was counted, and what came before it."""
    if "missing" in measured:
        return f"Niet gemeten: {measured['missing']}."
    facets = measured["facets"]
    text = f"Geteld zijn {len(facets)} van de 13 facetten: {', '.join(facets)}."
    if measured["index_seconds"]:
        text += f" `update_index` duurde {dutch(measured['index_seconds'])} s."
    return text


def row(name: str, each: dict[str, Any]) -> str:
    """One question: the median of each part, and of the parts together."""
    taken = [each[part] for part in PARTS]
    known = sum(part["p50"] for part in taken if part)
    together = ms(known) if all(taken) else f"meer dan {ms(known + 60_000 * taken.count(None))}"
    shown = " | ".join(ms(part["p50"]) if part else "na 60 s afgebroken" for part in taken)
    total = "–" if each["total"] is None else number(each["total"])
    return f"| {name} | {total} | {shown} | {together} |"
