"""Abbreviations are explained where they first stand, whatever else stands there."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from practices.models import GlossaryTerm
from practices.pages.abbreviations import _TOKEN, explain
from practices.vocabulary import GlossaryEntry
from tests import build
from tests.pages import rich


def term(abbreviation: str, words: str = "", explanation: str = "Uitleg.") -> GlossaryEntry:
    words = words or f"Voluit {abbreviation}"
    return GlossaryEntry(words, abbreviation, explanation, abbreviation.lower(), (words,), ())


GLOSSARY = (
    term("Wlz", "Wet langdurige zorg"),
    term("Wmo", "Wet maatschappelijke ondersteuning"),
    term("Wmo-raad", "raad van inwoners"),
    term("R&D", "onderzoek <en> “ontwikkeling”"),
    term("p"),
    term("amp"),
    term("", "mantelzorg"),
)


def without_buttons(html: str) -> str:
    html = re.sub(r"<button [^>]*><abbr [^>]*>", "", html)
    return html.replace("</abbr></button>", "")


def explained(*parts: str) -> list[str]:
    return [one.abbreviation for one in explain(parts, GLOSSARY)[1]]


def test_only_the_first_of_all_texts_is_explained() -> None:
    parts, used = explain(["<p>De Wmo.</p>", "<p>De Wlz en de Wmo, en de Wlz.</p>"], GLOSSARY)

    assert [part.count("<abbr") for part in parts] == [1, 1]
    assert parts[1].index("<abbr") < parts[1].index(" en de Wmo")
    assert [one.abbreviation for one in used] == ["Wmo", "Wlz"]
    assert 'popovertarget="afkorting-1"' in parts[0]
    assert 'popovertarget="afkorting-2"' in parts[1]
    assert 'data-term="Wet langdurige zorg"' in parts[1]


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/">de Wlz</a></p>',
        '<p><a href="/">de <b>Wlz</b></a></p>',
        "<h3>De Wlz</h3>",
        '<img alt="Wlz > Wlz" src="Wlz">',
        "<p title=Wlz>zorg</p>",
        "<!-- Wlz -->",
        "<p>WLZ wlz Wlzs xWlz Wlz_ Wlz2 info@Wlz Wlz@example.nl www.Wlz.nl Wlz.nl</p>",
        "<script>Wlz</script>",
        "<textarea><p>Wlz</p></textarea>",
        "<p>Wlz</p><svg><text>Wlz</text></svg>",
        '<p x="Wlz',
        "<p Wlz",
        '<p b"c d="e>Wlz" f>zorg</p>',
    ],
)
def test_what_is_not_running_text_stays_as_it_is(html: str) -> None:
    assert explain([html], GLOSSARY) == ([html], ())


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>(Wlz)</p>", ["Wlz"]),
        ("<p>Wlz-indicatie, Wmo/Wlz.</p>", ["Wlz", "Wmo"]),
        ("<p>de Wmo-raad en de Wmo</p>", ["Wmo-raad", "Wmo"]),
        ("<p>R&amp;D</p>", ["R&D"]),
        ("<p>&amp; &lt;p&gt;</p>", ["p"]),
        ("<p>1 < 2 Wlz</p>", ["Wlz"]),
        ("<H3>Wmo</H3><P>Wlz</P>", ["Wlz"]),
        ('<a href="x">Wmo</a> Wlz', ["Wlz"]),
        ("</a></h2><p>Wlz</p>", ["Wlz"]),
    ],
)
def test_whole_words_in_the_case_of_the_glossary(html: str, found: list[str]) -> None:
    assert explained(html) == found


def test_everything_is_escaped() -> None:
    nasty = term('"><i>x', "<script>alert(1)</script>")
    hostile = term("X<i>", '"><script>')
    parts, used = explain(
        ["<p>R&amp;D &amp; X&lt;i&gt; a &lt;b&gt;</p>"], (*GLOSSARY, nasty, hostile)
    )

    assert len(used) == 2
    assert "<i>" not in parts[0]
    assert "<script>" not in parts[0]
    assert "&lt;b&gt;" in parts[0]
    assert "“ontwikkeling”" in parts[0]


class _Reader(HTMLParser):
    """What a reader of HTML makes of it: elements with attributes, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: list[Any] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("button", "abbr"):
            self.read.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("button", "abbr"):
            self.read.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if self.read and isinstance(self.read[-1], list):
            self.read[-1][0] += data
        else:
            self.read.append([data])


def meaning(html: str) -> list[Any]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.read


PIECES = st.sampled_from(
    [
        "Wlz",
        "Wmo",
        "Wmo-raad",
        "R&amp;D",
        "p",
        "amp",
        " ",
        "de ",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i class='Wlz'>",
        "</i>",
        "<br/>",
        "<h3>",
        "</h3>",
        '<a href="/?a=1&amp;b=Wlz">',
        "</a>",
        '<img alt="a > Wlz">',
        "&lt;",
        "&eacute;",
        "<!-- Wlz -->",
        "<li>",
        "é",
        "-",
        ".",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_nothing_but_buttons_comes_in(html: str) -> None:
    parts, used = explain([html], GLOSSARY)

    assert meaning(parts[0]) == meaning(html)
    assert parts[0].count("<button") == parts[0].count("</button>") == len(used)
    assert len({one.abbreviation for one in used}) == len(used)


@given(st.text(alphabet="<>/='\"!?-& \tab1Wlzé;", max_size=60))
def test_any_text_is_read_to_the_end(html: str) -> None:
    assert "".join(token.group() for token in _TOKEN.finditer(html)) == html
    parts, used = explain([html], GLOSSARY)
    if not used:
        assert parts == [html]


@pytest.mark.parametrize(
    "piece", ["<a ", "<a '", '<p x="', "<!--", "<", "</", "&amp;", "Wlz.", "<p>Wlz ", "<p =", "é"]
)
def test_long_texts_take_no_longer_for_each_character(piece: str) -> None:
    html = piece * (200_000 // len(piece))
    start = time.perf_counter()
    explain([html], GLOSSARY)

    assert time.perf_counter() - start < 4


@pytest.mark.django_db
def test_an_entry_explains_its_abbreviations_in_reading_order() -> None:
    build.drenthe()
    for abbreviation, words in (("Wlz", "Wet langdurige zorg"), ("GGD", "gezondheidsdienst")):
        GlossaryTerm.objects.update_or_create(
            term=words, defaults={"abbreviation": abbreviation, "explanation": "Zo zit dat."}
        )
    entry = rich.experiment(
        background="<p>Niets.</p>",
        approach="<p>Met de GGD.</p>",
        results="<p>De Wlz betaalt, zegt de GGD.</p>",
        lessons_learned="<p>Vraag de Wlz.</p>",
    )
    html = Client().get(entry.url).content.decode()

    assert html.count('<button type="button" class="abbr"') == 2
    assert html.index('data-term="gezondheidsdienst"') < html.index('data-term="Wet langdurige')
    for number in (1, 2):
        assert html.count(f'popovertarget="afkorting-{number}" aria-label') == 1
        assert html.count(f'id="afkorting-{number}"') == 1
    assert 'href="/begrippen/#wlz"' in html
    assert "Zo zit dat." in html
