"""Which rich texts stand on the page of an entry, in reading order, with their abbreviations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from practices.pages.abbreviations import explain
from practices.vocabulary import GlossaryEntry


def explain_abbreviations(context: dict[str, Any], glossary: Iterable[GlossaryEntry]) -> None:
    """Explain abbreviations in the texts of the context; what they mean goes in `abbreviations`."""
    texts = {section.anchor: section.text for section in context["sections"] if section.text}
    places = [
        place
        for section in context["sections"]
        for place in _places(section.anchor, texts, context)
    ]
    parts, used = explain([holder[key] for holder, key in places], glossary)
    for (holder, key), part in zip(places, parts, strict=True):
        holder[key] = part
    context["sections"] = tuple(
        replace(section, text=texts.get(section.anchor, "")) for section in context["sections"]
    )
    context["abbreviations"] = used


def _places(
    anchor: str, texts: dict[str, Any], context: dict[str, Any]
) -> list[tuple[dict[str, Any], str]]:
    """Where the rich texts of a section are kept: a dictionary and a key in it."""
    if anchor in texts:
        return [(texts, anchor)]
    if anchor == "doelen":
        return [(item, "measures") for group in context["goals"] for item in group.goals]
    if anchor == "bouwstenen":
        return [(item, "text") for item in context["building_blocks"]]
    if anchor == "resultaten":
        return [(context, "results_text")] if context.get("results_text") else []
    if anchor == "convenant":
        return [(context, "covenant_text")] if context.get("covenant_text") else []
    if anchor == "verslagen":
        return [
            (one, "text") for report in context["reports"] for one in (report, *report["parts"])
        ]
    return []
