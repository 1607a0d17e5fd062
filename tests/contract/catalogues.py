"""Random catalogues and questions, and a count by brute force to hold an engine to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from practices.vocabulary import GlossaryEntry
from search.analysis import QueryGroup, matches, parse_query
from search.documents import NEVER, SearchDocument
from search.engines.base import EngineQuery, Order
from search.expansion import with_synonyms

NOW = 1_800_000_000
WORDS = [
    "nachtzorg",
    "wijkverpleging",
    "mantelzorg",
    "ouderen",
    "scholing",
    "bewoners",
    "thuiszorg",
    "Drenthe",
    "welzijn",
    "samenwerking",
    "preventie",
    "eenzaamheid",
    "gemeente",
    "huisarts",
    "vrijwilliger",
    "buurt",
    "convenant",
]
# Terms of one and of several words, with synonyms of both kinds.
GLOSSARY = (
    GlossaryEntry("mantelzorg", "", "", "", ("mantelzorg", "zorg voor naasten"), ("respijt",)),
    GlossaryEntry("sociaal domein", "sd", "", "", ("sociaal domein", "sd", "welzijn"), ()),
)
WORDS += ["zorg", "voor", "naasten", "sociaal", "domein", "sd", "respijt"]
FACET_VALUES = {
    "soort": ["scholing", "praktijk", "experiment"],
    "sector": ["zorg", "welzijn", "bewoners", "sociaal-domein"],
    "regio": ["PV22", "GG03", "GM0114", "GM0109", "NL"],
    "thema": [f"thema-{number}" for number in range(12)],
    "jaar": ["2012", "2024", "2026"],
}

sentences = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@st.composite
def documents(draw: st.DrawFn, max_size: int = 25) -> list[SearchDocument]:
    """A catalogue: words in three fields, several values a facet, some of it expired."""
    ids = draw(
        st.lists(st.integers(1, 60) | st.integers(1, 10_000), unique=True, max_size=max_size)
    )
    result = []
    for pk in ids:
        facets = {
            name: tuple(sorted(draw(st.sets(st.sampled_from(values), max_size=3))))
            for name, values in FACET_VALUES.items()
        }
        result.append(
            SearchDocument(
                id=pk,
                title=draw(sentences),
                summary=draw(sentences),
                body=draw(sentences),
                labels="",
                facets=tuple((name, values) for name, values in facets.items() if values),
                newest=(draw(st.integers(0, 5)) << 32) | pk,
                confirmed=(draw(st.integers(0, 5)) << 32) | pk,
                expires=draw(st.sampled_from([NEVER, NOW - 1, NOW, NOW + 1])),
            )
        )
    return result


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, EngineQuery]:
    """Words, filters and an order; every facet is counted."""
    phrases = ["zorg voor naasten", "sociaal domein", '"sociaal domein"']
    text = " ".join(draw(st.lists(st.sampled_from([*WORDS, *phrases]), max_size=3)))
    filters = {
        name: tuple(chosen)
        for name, values in FACET_VALUES.items()
        if (chosen := sorted(draw(st.sets(st.sampled_from(values), max_size=2))))
        and draw(st.booleans())
    }
    return text, EngineQuery(
        groups=with_synonyms(parse_query(text), GLOSSARY).groups,
        filters=filters,
        facets=tuple(FACET_VALUES),
        minimum=draw(st.sampled_from([None, None, 1])) if text else None,
        order=draw(st.sampled_from(list(Order))),
        ids=draw(st.none() | st.sets(st.integers(1, 60), max_size=30).map(tuple)),
        limit=1000,
        now=NOW,
    )


@dataclass(frozen=True)
class Expected:
    ids: frozenset[int]
    facets: dict[str, dict[str, int]]


def expected(catalogue: list[SearchDocument], query: EngineQuery) -> Expected:
    """What a search must give, found by looking at every document."""
    return Expected(
        ids=frozenset(each.id for each in catalogue if _matches(each, query)),
        facets={
            name: dict(
                Counter(
                    value
                    for each in catalogue
                    if _matches(each, replace(query, filters={**query.filters, name: ()}))
                    for value in dict(each.facets).get(name, ())
                )
            )
            for name in query.facets
        },
    )


def _matches(document: SearchDocument, query: EngineQuery) -> bool:
    facets = dict(document.facets)
    # A word may stand in any field, but a phrase does not run from one into the next.
    fields = (document.title, document.summary, document.body)
    return (
        document.expires > query.now
        and (query.ids is None or document.id in query.ids)
        and all(
            set(values) & set(facets.get(name, ())) or not values
            for name, values in query.filters.items()
        )
        and sum(_met(group, fields) for group in query.groups)
        >= (len(query.groups) if query.minimum is None else query.minimum)
    )


def _met(group: QueryGroup, fields: tuple[str, ...]) -> bool:
    """Any alternative in any field; or every word of the term, each in a field of its own."""
    alone = replace(group, together=())
    return any(matches((alone,), text) for text in fields) or (
        bool(group.together) and all(_met(part, fields) for part in group.together)
    )
