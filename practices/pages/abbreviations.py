"""Abbreviations of the glossary in rich texts: each explained where it first stands.

An abbreviation becomes a button that opens its meaning (a popover of the page), so that it works
with a keyboard, by touch and without scripts. Only text is ever replaced: not what stands in a
tag, a link or a heading. Tags are told from text by the rules that browsers follow (HTML, section
13.2.5); a text with other elements than an editor can make is left as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape

from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from practices.vocabulary import GlossaryEntry

# What rich texts are made of. Elements in which "<" means something else are not among them.
ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "a b blockquote br cite code del div em embed figcaption figure h1 h2 h3 h4 h5 h6 hr i img"
        " ins li mark ol p pre s small span strong sub sup u ul",
    )
)
CLOSED = frozenset(["a", "code", "h1", "h2", "h3", "h4", "h5", "h6", "pre"])

# Every repetition is possessive over classes that exclude each other: no text makes this slow.
_SPACE = r"[ \t\n\f\r]"
_TOKEN = re.compile(
    rf"""
      (?P<comment> <!--(?:>|->|.*?(?:--!?>|\Z))
        | <(?:[!?]|/(?![a-zA-Z]))[^>]*+(?:>|\Z) )
    | (?P<tag> <(?P<end>/?)(?P<name>[a-zA-Z][^ \t\n\f\r/>]*+)
        (?: [ \t\n\f\r/]++
          | (?:=[^ \t\n\f\r/>=]*+ | [^ \t\n\f\r/>=]++)
            (?: {_SPACE}*+={_SPACE}*+
              (?: "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) | [^ \t\n\f\r>"'][^ \t\n\f\r>]*+ | (?=>|\Z) )
            )?+
        )*+
        (?:>|\Z) )
    | (?P<text> (?:[^<]++ | <(?![a-zA-Z/!?]))++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"\w+")


def explain(
    html_parts: Sequence[str], glossary: Iterable[GlossaryEntry]
) -> tuple[list[str], tuple[GlossaryEntry, ...]]:
    """The parts with each abbreviation explained where it first stands, and the terms met.

    The parts are in reading order. Abbreviations are whole words in the case of the glossary.
    The n-th term, counted from 1, is opened by the buttons for `afkorting-n`.
    """
    explainer = _Explainer(glossary)
    return [explainer.part(html) for html in html_parts], tuple(explainer.used)


class _Explainer:
    """Goes through texts in order and knows what was explained before."""

    def __init__(self, glossary: Iterable[GlossaryEntry]) -> None:
        self.used: list[GlossaryEntry] = []
        # By their first word, the longest first: "Wmo-raad" before "Wmo".
        self._waiting: dict[str, list[GlossaryEntry]] = {}
        for term in glossary:
            first = _WORD.match(term.abbreviation)
            if first:
                self._waiting.setdefault(first.group(), []).append(term)
        for terms in self._waiting.values():
            terms.sort(key=lambda term: -len(term.abbreviation))

    def part(self, html: str) -> str:
        tokens = list(_TOKEN.finditer(html))
        if any(name.lower() not in ELEMENTS for token in tokens if (name := token["name"])):
            return html
        closed: Counter[str] = Counter()
        result: list[str] = []
        for token in tokens:
            if token["text"] and not closed.total():
                result.append(self._text(token["text"]))
                continue
            result.append(token.group())
            name = (token["name"] or "").lower()
            if name in CLOSED:
                closed[name] = max(0, closed[name] + (-1 if token["end"] else 1))
        return "".join(result)

    def _text(self, source: str) -> str:
        """A stretch of text as HTML, with buttons in it; the very same when it has none."""
        text = unescape(source)
        result: list[str] = []
        done = 0
        for word in _WORD.finditer(text):
            terms = self._waiting.get(word.group(), [])
            term = next((each for each in terms if _stands_at(each, text, word.start())), None)
            if term is None or word.start() < done:
                continue
            terms.remove(term)
            self.used.append(term)
            result += [escape(text[done : word.start()]), _button(term, len(self.used))]
            done = word.start() + len(term.abbreviation)
        return "".join([*result, escape(text[done:])]) if result else source


def _stands_at(term: GlossaryEntry, text: str, start: int) -> bool:
    """Whether the abbreviation stands here as a whole word, and not in an address."""
    end = start + len(term.abbreviation)
    after = text[end : end + 2]
    return (
        text.startswith(term.abbreviation, start)
        and text[max(0, start - 1) : start] not in {".", "@"}
        and not (after[:1].isalnum() or after[:1] in {"_", "@"})
        and not (after[:1] == "." and after[1:].isalnum())
    )


def _button(term: GlossaryEntry, number: int) -> str:
    return format_html(
        '<button type="button" class="abbr" popovertarget="afkorting-{}" aria-label="{}"'
        ' data-term="{}"><abbr title="{}">{}</abbr></button>',
        number,
        _("%(abbreviation)s, uitleg") % {"abbreviation": term.abbreviation},
        term.term,
        term.term,
        term.abbreviation,
    )
