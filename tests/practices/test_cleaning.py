"""Cleaning rich text: safe for a visitor, openable for an editor, and done after one time."""

from __future__ import annotations

import re
import time

import bleach
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from practices.cleaning import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, clean_rich_text
from practices.models.rules import SUBHEADING_FEATURES

TAGS = ["p", "h1", "h3", "h4", "b", "strong", "i", "em", "ul", "ol", "li", "a", "br", "div"]
TAGS += ["td", "script", "style", "span", "blockquote", "img", "svg", "iframe", "textarea"]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        [
            '<a href="https://voorbeeld.nl/?a=1&b=2">',
            '<a href="javascript:alert(1)">',
            '<a href="java\nscript:alert(1)">',
            '<a href="JaVaScRiPt:alert(1)">',
            '<a href="&#106;avascript:alert(1)">',
            '<a linktype="page" id="3">',
            '<a linktype="page" id="3 onclick">',
            "<a href=mailto:iemand@voorbeeld.nl>",
            '<p onclick="x()" style="color:red" class=\'y\'>',
            "<!-- opmerking -->",
            "<!--",
            "<![if !x]>",
            "<![CDATA[x]]>",
            "<?php x ?>",
            "&amp;",
            "&lt;script&gt;",
            "&nbsp;",
            "&copy",
            "\n\n",
            " ",
            "\x00",
            "\x0b",
            "<",
            ">",
            '"',
        ]
    ),
    st.text(max_size=12),
)
HTML = st.lists(PIECES, max_size=25).map("".join)


@given(HTML)
@settings(max_examples=400, deadline=None)
def test_twice_is_once(html: str) -> None:
    once = clean_rich_text(html)
    assert clean_rich_text(once) == once


@given(HTML)
@settings(max_examples=300, deadline=None)
def test_nothing_but_what_the_editor_allows(html: str) -> None:
    cleaned = clean_rich_text(html)
    tags = re.findall(r"<([^>]*)>", cleaned)
    assert {tag.strip("/").split()[0] for tag in tags} <= ALLOWED_TAGS
    for tag in tags:
        if "=" in tag:
            assert re.fullmatch(
                r'a (href="(https?://|mailto:|tel:)[^"<>\s]*"|linktype="(page|document)" id="\d+")',
                tag,
            )
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", cleaned)
    # Bleach, which answers for safety, has nothing left to do.
    again = bleach.clean(
        cleaned,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        protocols={"http", "https", "mailto", "tel"},
    )
    assert again.replace("<br>", "<br/>") == cleaned


@pytest.mark.django_db
def test_the_editor_opens_every_outcome() -> None:
    converter = ContentstateConverter([*SUBHEADING_FEATURES])

    @given(HTML)
    @settings(max_examples=300, deadline=None)
    def opens(html: str) -> None:
        converter.from_database_format(clean_rich_text(html))

    opens()


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("", ""),
        ("  \n ", ""),
        ("Eerst.\n\nDan\nverder.", "<p>Eerst.</p><p>Dan<br/>verder.</p>"),
        ("Zorg & welzijn <3", "<p>Zorg &amp; welzijn &lt;3</p>"),
        ("jonger dan < 65", "<p>jonger dan &lt; 65</p>"),
        ("<h1>Kop</h1>tekst", "<h3>Kop</h3><p>tekst</p>"),
        ("<b>los", "<p><b>los</b></p>"),
        ("<b><p>een</p><p>twee</p></b>", "<p><b>een</b></p><p><b>twee</b></p>"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br/>b</li></ul>"),
        ("<ul><li>a<ol><li>b</ol>c</ul>", "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>"),
        ("<li>los", "<ul><li>los</li></ul>"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "<p>a</p><p>b</p>"),
        ("<script>alert(1)</script>tekst", "<p>tekst</p>"),
        ("<style>p{}</style><p>tekst</p>", "<p>tekst</p>"),
        ('<a href="/pagina">x</a>', "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
        ('<a href="https://x.nl" onclick="y">x</a>', '<p><a href="https://x.nl">x</a></p>'),
        ('<a linktype="page" id="7">x</a>', '<p><a linktype="page" id="7">x</a></p>'),
        ('<a linktype="evil" id="7">x</a>', "<p>x</p>"),
        ("<p>a\x00b\x1fc</p>", "<p>abc</p>"),
        ("<p>&lt;script&gt;</p>", "<p>&lt;script&gt;</p>"),
    ],
)
def test_examples(html: str, cleaned: str) -> None:
    assert clean_rich_text(html) == cleaned


def test_without_headings() -> None:
    assert clean_rich_text("<h3>Kop</h3><p>x</p>", headings=False) == "<p>Kop</p><p>x</p>"


@pytest.mark.parametrize(
    "html",
    ["<!--" * 50_000, "<a href=" * 25_000, "<b>" * 60_000, "<ul><li>" * 25_000, "&#" * 90_000],
)
def test_hostile_text_takes_no_longer_than_its_length(html: str) -> None:
    start = time.perf_counter()
    clean_rich_text(html)
    assert time.perf_counter() - start < 15  # seconds; half a minute to hours without the guards
