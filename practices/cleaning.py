"""Rich text from outside, made safe and made to fit the editor.

The work is done twice over. First the text is rebuilt (`rich_blocks`) out of what the editor can
make: flat blocks with marked text inside. The editor needs that shape: it refuses to open a text
with, say, a bold mark around a list. Then bleach goes over the outcome with the same lists, and
is the one that answers for safety.
"""

from __future__ import annotations

import re

import bleach

from practices.rich_blocks import PROTOCOLS, RichTextBuilder

ALLOWED_TAGS = frozenset({"h3", "h4", "b", "strong", "i", "em", "ol", "ul", "li", "a", "p", "br"})
ALLOWED_ATTRIBUTES = {"a": ["href", "linktype", "id"]}

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_TAG = re.compile(r"</?[a-zA-Z]|<[!?]")
_LONE_AMPERSAND = re.compile(r"&(?!#?\w+;)")
# Word writes <![if ...]>, which Python's parser answers with an error. No "<" in between, so that
# a text full of openings takes no longer than its length.
_MARKED_SECTION = re.compile(r"<!\[[^<>]*>?")


def clean_rich_text(html: str, *, headings: bool = True) -> str:
    """Return `html` with nothing in it but what our rich text fields may hold.

    Text without any tag is taken as plain text: blank lines part paragraphs. Subheadings become
    paragraphs when `headings` is off. Cleaning what is clean changes nothing.
    """
    text = _CONTROL.sub("", html.replace("\r\n", "\n").replace("\r", "\n"))
    text = _without_loose_ends(_MARKED_SECTION.sub("", text))
    builder = RichTextBuilder(headings=headings)
    builder.feed(text if _TAG.search(text) else _from_plain_text(text))
    builder.close()
    cleaned = bleach.clean(
        builder.outcome(),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        protocols=PROTOCOLS,
        strip=True,
    )
    # The editor cannot open a text with a <br> that is not closed.
    return cleaned.replace("<br>", "<br/>")


def _without_loose_ends(text: str) -> str:
    """Take out comments, and keep a "<" that opens nothing as the sign it is.

    Python's parser looks for the end of every opening anew: 200,000 characters of them took it
    a minute and a half. After this there is an end to find.
    """
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[position:start])
        position = end + 3
    text = "".join([*parts, text[position:]]).replace("<!--", "")
    end = text.rfind(">") + 1
    return text[:end] + text[end:].replace("<", "&lt;")


def _from_plain_text(text: str) -> str:
    text = _LONE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    blocks = (block.strip() for block in re.split(r"\n[ \t]*\n\s*", text))
    return "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks)
