"""Any HTML -> flat blocks of marked text: paragraphs, two depths of headings, nested lists.

    <div>Eerst <b>dit</div><td>cel</td></b>   ->   <p>Eerst <b>dit</b></p><p><b>cel</b></p>
    <li><p>een</p><p>twee</p></li>            ->   <ul><li>een<br>twee</li></ul>

Makes shape, not safety: `cleaning` lets bleach answer for that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
# A link to something of our own carries its kind and number; Wagtail makes the address.
LINK_TYPES = frozenset({"page", "document"})

_MARKS = frozenset({"b", "strong", "i", "em", "a"})
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_LISTS = frozenset({"ol", "ul"})
# Their text is not for readers.
_DROPPED = frozenset({
    "script", "style", "template", "head", "title", "noscript", "noembed", "iframe",
    "object", "svg", "math", "textarea", "select", "xmp"
})  # fmt: skip
# Unknown tags that stand within a line; every other unknown tag starts a new paragraph.
_INLINE = frozenset({
    "span", "font", "u", "s", "sub", "sup", "small", "big", "code", "kbd", "abbr", "cite",
    "q", "mark", "del", "ins", "label", "time", "img", "wbr", "tt", "acronym", "bdo", "bdi",
    "data", "var", "samp", "strike"
})  # fmt: skip
_MAX_DEPTH = 4  # of lists
_MAX_MARKS = 20  # open at once; more is not text
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BREAK = "\n"  # stands for <br> in a run: by then every other white space is a space

Mark = tuple[str, str]  # tag, opening tag


@dataclass
class _Block:
    tag: str
    lists: tuple[str, ...] = ()
    runs: list[tuple[tuple[Mark, ...], str]] = field(default_factory=list)


class RichTextBuilder(HTMLParser):
    """Feed it HTML, close it, and ask for the `outcome`."""

    def __init__(self, *, headings: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self._headings = headings
        self._blocks: list[_Block] = []
        self._block: _Block | None = None
        self._lists: list[str] = []
        self._marks: list[Mark] = []
        self._dropping: list[str] = []

    def outcome(self) -> str:
        """The blocks as HTML."""
        parts: list[str] = []
        stack: list[str] = []  # the lists that are open in what was written
        for block in self._blocks:
            inner = _inner(block)
            if not inner:
                continue
            wanted = _reachable(block.lists, stack)
            common = _common(wanted, stack)
            while len(stack) > max(common, len(wanted)) or stack[common:]:
                parts.append(f"</li></{stack.pop()}>")
            if wanted and len(wanted) == len(stack):
                parts.append("</li>")
            for tag in wanted[len(stack) :]:
                parts.append(f"<{tag}>")
                stack.append(tag)
            parts.append(f"<li>{inner}" if wanted else f"<{block.tag}>{inner}</{block.tag}>")
        parts.extend(f"</li></{tag}>" for tag in reversed(stack))
        return "".join(parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropping.append(tag)
        if self._dropping or tag in _INLINE:
            return
        if tag in _MARKS:
            self._marks.append((tag, _opening(tag, attrs)))
        elif tag == "br":
            self._add(_BREAK)
        elif tag in _LISTS:
            self._block = None
            self._lists.append(tag)
        elif tag == "li":
            self._start("li")
        elif self._block is not None and self._block.tag == "li":
            self._break_line()
        elif self._lists:
            self._block = None
        else:
            heading = _HEADINGS.get(tag) if self._headings else None
            self._start(heading or "p")

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            if tag == self._dropping[-1]:
                self._dropping.pop()
            return
        if tag in _INLINE or tag == "br":
            return
        if tag in _MARKS:
            for number in range(len(self._marks) - 1, -1, -1):
                if self._marks[number][0] == tag:
                    del self._marks[number]
                    break
        elif tag in _LISTS:
            self._block = None
            if self._lists:
                self._lists.pop()
        elif tag != "li" and self._block is not None and self._block.tag == "li":
            self._break_line()
        else:
            self._block = None

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._add(_SPACE.sub(" ", data))

    def _add(self, text: str) -> None:
        if self._block is None:
            if not text.strip():
                return
            self._start("li" if self._lists else "p")
        self._blocks[-1].runs.append((tuple(self._marks[:_MAX_MARKS]), text))

    def _start(self, tag: str) -> None:
        """Open a block; the open block is always the last one."""
        lists = tuple(self._lists[:_MAX_DEPTH]) or ("ul",) if tag == "li" else ()
        self._block = _Block(tag, lists)
        self._blocks.append(self._block)

    def _break_line(self) -> None:
        runs = self._blocks[-1].runs
        if runs and runs[-1][1] != _BREAK:
            self._add(_BREAK)


def _opening(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    """The opening tag of a mark; empty for a link that leads nowhere we trust."""
    if tag != "a":
        return f"<{tag}>"
    given = {name: (value or "").strip() for name, value in reversed(attrs)}
    kind, number = given.get("linktype", ""), given.get("id", "")
    if kind in LINK_TYPES and re.fullmatch(r"[0-9]{1,18}", number):
        return f'<a linktype="{kind}" id="{number}">'
    address = given.get("href", "")
    # Browsers drop tabs and line ends within an address; they must not hide its protocol.
    if re.search(r"[\s\"<>`\ufffd\x7f-\xa0]", address):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in PROTOCOLS or not (parts.netloc or parts.scheme in ("mailto", "tel")):
        return ""
    return f'<a href="{escape(address)}">'


def _reachable(wanted: tuple[str, ...], stack: list[str]) -> tuple[str, ...]:
    """The lists an item goes in: at most one deeper than the item before it."""
    if not wanted:
        return ()
    common = min(_common(wanted, stack), len(wanted) - 1)
    return (*wanted[:common], wanted[-1])


def _common(one: tuple[str, ...], other: list[str]) -> int:
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


def _inner(block: _Block) -> str:
    """The marked text of a block; empty when it says nothing."""
    runs: list[tuple[tuple[Mark, ...], str]] = []
    last = _BREAK  # white space at the start says nothing
    breaks = 2
    for marks, text in block.runs:
        kept = []
        for character in text:
            if character == _BREAK:
                breaks += 1
                if breaks > 2:
                    continue
            elif character == " " and last in (" ", _BREAK):
                continue
            elif character != " ":
                breaks = 0
            kept.append(character)
            last = character
        if kept:
            runs.append((marks, "".join(kept)))
    while runs and not (text := runs[-1][1].rstrip(" \n")):
        runs.pop()
    if not runs or not any(text.strip() for _marks, text in runs):
        return ""
    runs[-1] = (runs[-1][0], runs[-1][1].rstrip(" \n"))
    return _marked(runs)


def _marked(runs: list[tuple[tuple[Mark, ...], str]]) -> str:
    parts: list[str] = []
    stack: list[Mark] = []
    for marks, text in runs:
        # The same mark twice says nothing, and a link within a link is not allowed.
        wanted = list({tag: (tag, opening) for tag, opening in reversed(marks) if opening}.values())
        wanted.reverse()
        common = 0
        while common < min(len(stack), len(wanted)) and stack[common] == wanted[common]:
            common += 1
        while len(stack) > common:
            parts.append(f"</{stack.pop()[0]}>")
        for mark in wanted[common:]:
            parts.append(mark[1])
            stack.append(mark)
        parts.append(escape(text, quote=False).replace(_BREAK, "<br>"))
    parts.extend(f"</{tag}>" for tag, _opening in reversed(stack))
    return "".join(parts)
