"""Groups of a query -> wider groups: what else the words are called, and what was mistyped.

All of it is worked out before an engine sees the query, so that a changed term works on the
next query and every engine gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from practices.vocabulary import GlossaryEntry
from search import analysis
from search.analysis import Alternative, QueryGroup
from search.groups import unique

SYNONYM_BOOST = 0.7
NARROWER_BOOST = 0.4
CORRECTION_BOOST = 0.5
MAX_ALTERNATIVES = 60  # of one group; a term has at most forty forms of its own

Key = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """One way to say a term: as it is written, and as alternatives of a group."""

    written: str
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class Expansion:
    """The wider groups, and the words that were added for it, as they are written."""

    groups: tuple[QueryGroup, ...]
    tried: tuple[str, ...] = ()


Table = Mapping[Key, tuple[Form, ...]]
_kept: tuple[tuple[GlossaryEntry, ...], Table] | None = None


def _table(glossary: tuple[GlossaryEntry, ...]) -> Table:
    """The table of a glossary, kept for as long as the vocabulary hands out the same one."""
    global _kept
    kept = _kept
    if kept is None or kept[0] is not glossary:
        _kept = kept = (glossary, _make_table(glossary))
    return kept[1]


def _make_table(glossary: tuple[GlossaryEntry, ...]) -> Table:
    """What is looked for -> what is looked for as well.

    One step: synonyms of a synonym do not count, so that a ring of synonyms stays what it is
    and one wrong word does not spread.
    """
    table: dict[Key, dict[str, Form]] = {}
    for entry in glossary:
        forms = [(form, key) for form in entry.forms if (key := _key(form))]
        for form, key in forms:
            others = table.setdefault(key, {})
            for other, _key_of_other in forms:
                if other != form:
                    others.setdefault(other, _form(other, SYNONYM_BOOST))
            for narrower in entry.narrower:
                others.setdefault(narrower, _form(narrower, NARROWER_BOOST))
    return {key: tuple(forms.values()) for key, forms in table.items() if forms}


def _key(written: str) -> Key:
    """A form as the lemmas of its words; the same for what a reader types and for a term."""
    return _key_of(analysis.parse_query(written.replace('"', " ")))


def _key_of(groups: Sequence[QueryGroup]) -> Key:
    return tuple(group.alternatives[0].terms[0] for group in groups)


def _form(written: str, boost: float) -> Form:
    """A form as alternatives: a word with all its spellings, several words as a phrase."""
    groups = analysis.parse_query(written.replace('"', " "))
    if len(groups) == 1:
        found = [Alternative(each.terms, each.boost * boost) for each in groups[0].alternatives]
    else:
        found = [Alternative(tuple(analysis.exact_terms(written)), boost)]
    return Form(written, tuple(found))


def with_synonyms(groups: tuple[QueryGroup, ...], glossary: tuple[GlossaryEntry, ...]) -> Expansion:
    """Widen words, and runs of words, that are a term of the glossary. The longest run counts."""
    table = _table(glossary)
    longest = max(map(len, table), default=0)
    wider: list[QueryGroup] = []
    tried: list[str] = []
    at = 0
    while at < len(groups):
        run = _longest_run(groups, at, longest, table)
        if run:
            found = groups[at : at + run]
            forms = table[_key_of(found)]
            wider.append(_widened(found, forms))
            tried += [form.written for form in forms]
            at += run
        else:
            wider.append(groups[at])
            at += 1
    return Expansion(tuple(wider), tuple(dict.fromkeys(tried)))


def _longest_run(
    groups: Sequence[QueryGroup], at: int, longest: int, table: Mapping[Key, object]
) -> int:
    for length in range(min(longest, len(groups) - at), 0, -1):
        run = groups[at : at + length]
        # A phrase in quotation marks is meant as it stands, unless it is the whole term.
        if any(group.phrase for group in run) and length > 1:
            continue
        if (run[0].alternatives[0].terms if run[0].phrase else _key_of(run)) in table and (
            not run[0].phrase or len(run[0].alternatives[0].terms) == 1
        ):
            return length
    return 0


def _widened(found: Sequence[QueryGroup], forms: Sequence[Form]) -> QueryGroup:
    added = [alternative for form in forms for alternative in form.alternatives]
    if len(found) == 1:
        return replace(
            found[0],
            alternatives=unique([*found[0].alternatives, *added])[:MAX_ALTERNATIVES],
        )
    return QueryGroup(
        text=" ".join(group.text for group in found),
        alternatives=unique(added)[:MAX_ALTERNATIVES],
        together=tuple(found),
    )


def with_words(group: QueryGroup, words: Sequence[str]) -> QueryGroup:
    """A group that is also met by other words: corrections, or what it is the beginning of."""
    added = [
        Alternative(each.terms, each.boost * CORRECTION_BOOST)
        for word in words
        for other in analysis.parse_query(word)
        for each in other.alternatives
    ]
    return replace(group, alternatives=unique([*group.alternatives, *added]))


def words_of(groups: Sequence[QueryGroup]) -> Iterator[QueryGroup]:
    """The groups as typed, those of a term of several words one by one."""
    for group in groups:
        yield from group.together or (group,)
