"""Dutch of the field: sentences of the demo catalogue mixed with sentences made of its words."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from string import Formatter

from practices.demo.files import read_entries
from practices.generating.chance import Zipf

_TAG = re.compile(r"<[^>]+>")
_SENTENCE = re.compile(r"[^.!?]{25,220}[.!?]")

TITLES = (
    "{Theme} in {place}",
    "{Theme} voor {audience}",
    "Samen werken aan {theme} in {place}",
    "{Activity} over {theme} en {theme2}",
    "{Audience} en {theme}: {activity} in {place}",
    "Van {theme} naar {theme2}",
    "{Organisation}: {theme} dichtbij {audience}",
)
SENTENCES = (
    "{Organisation} en de gemeente {place} werken samen aan {theme}.",
    "{Audience} in {place} krijgen hulp bij {theme}.",
    "De {activity} duurde {number} maanden en ging over {theme} en {theme2}.",
    "Er deden {number} {audience} mee uit {place} en omgeving.",
    "Wijkteams merkten dat {audience} weinig wisten van {theme}.",
    "{Organisation} nam daarom het initiatief tot een {activity} over {theme}.",
    "In {place} spraken {number} mensen af wie wat doet bij {theme}.",
    "Met {audience} samen is een werkwijze voor {theme} gemaakt.",
    "De kosten waren {number} euro per deelnemer, betaald door {organisation}.",
    "Het lukte nog niet om {audience} te bereiken die niet om {theme} vragen.",
)
ACTIVITIES = (
    "scholing", "proef", "werkgroep", "bijeenkomst", "leergang", "themamiddag", "buurtronde",
    "gespreksreeks", "verkenning", "pilot", "inventarisatie", "intervisie", "werkconferentie",
    "kenniskring", "spiegelbijeenkomst",
)  # fmt: skip


class Texts:
    """Makes titles, summaries and texts that differ from each other."""

    def __init__(
        self,
        chance: random.Random,
        themes: Sequence[str],
        audiences: Sequence[str],
        places: Sequence[str],
        organisations: Sequence[str],
    ) -> None:
        self.chance = chance
        self.themes = Zipf(themes, chance)
        self.audiences = Zipf(audiences, chance)
        self.places = Zipf(places, chance, power=0.8)
        self.organisations = Zipf(organisations, chance, power=0.9)
        self.activities = Zipf(ACTIVITIES, chance)
        self.sentences = demo_sentences()

    def fill(self, pattern: str, place: str | None = None, theme: str | None = None) -> str:
        """A pattern with words in its gaps."""
        words: dict[str, str] = {}
        for name in _gaps(pattern):
            word = self._word(name.lower(), place, theme)
            words[name] = word if name.islower() else word[:1].upper() + word[1:]
        return pattern.format(**words)

    def _word(self, name: str, place: str | None, theme: str | None) -> str:
        match name:
            case "theme":
                return theme or self.themes.one()
            case "theme2":
                return self.themes.one()
            case "audience":
                return self.audiences.one()
            case "place":
                return place or self.places.one()
            case "organisation":
                return self.organisations.one()
            case "activity":
                return self.activities.one()
            case _:
                return str(self.chance.randint(2, 400))

    def title(self, place: str, theme: str) -> str:
        """A title of at most 120 characters."""
        return self.fill(self.chance.choice(TITLES), place, theme)[:120]

    def prose(self, sentences: int, place: str, theme: str) -> str:
        """Some sentences, a third of them made and two thirds from the demo catalogue."""
        return " ".join(
            self.fill(self.chance.choice(SENTENCES), place, theme)
            if self.chance.random() < 0.35
            else self.chance.choice(self.sentences)
            for _ in range(sentences)
        )

    def rich(self, sentences: int, place: str, theme: str) -> str:
        """The same as rich text, in paragraphs of about four sentences."""
        parts = [
            self.prose(min(4, sentences - start), place, theme) for start in range(0, sentences, 4)
        ]
        return "".join(f"<p>{part}</p>" for part in parts)


@cache
def _gaps(pattern: str) -> tuple[str, ...]:
    return tuple(name for _text, name, _spec, _conversion in Formatter().parse(pattern) if name)


def demo_sentences() -> list[str]:
    """Every sentence of a text in the demo catalogue."""
    found: set[str] = set()
    for record in read_entries(date(2026, 1, 1)):
        for value in record.values():
            if isinstance(value, str) and len(value) > 80:
                found.update(part.strip() for part in _SENTENCE.findall(_TAG.sub(" ", value)))
    return sorted(found)
