"""Reading the embedded index: hits in order, counts, and values of documents."""

from __future__ import annotations

from typing import cast

import tantivy

from search.engines.base import MAX_WINDOW, EngineQuery, Order

EXTRA_FOR_TIES = 100


def by_date(
    searcher: tantivy.Searcher, asked: tantivy.Query, query: EngineQuery
) -> tuple[int, list[tantivy.DocAddress]]:
    """The total, and the addresses of a page of hits in the order of a date."""
    field = "confirmed" if query.order is Order.CONFIRMED else "newest"
    order = tantivy.Order.Asc if query.order is Order.OLDEST else tantivy.Order.Desc
    limit = min(query.limit, MAX_WINDOW - query.offset)
    found = searcher.search(
        asked, limit=max(limit, 1), offset=query.offset, order_by_field=field, order=order
    )
    return total(found), [address for _key, address in found.hits][: max(limit, 0)]


def by_relevance(
    searcher: tantivy.Searcher, asked: tantivy.Query, query: EngineQuery
) -> tuple[int, list[tantivy.DocAddress]]:
    """Hits by score, and among equal scores the last confirmed and then the newest first.

    The library breaks ties by where a document happens to be stored, so more is fetched than
    was asked for, until the last score wanted has no equal beyond what was fetched.
    """
    wanted = min(query.offset + query.limit, MAX_WINDOW)
    fetch = wanted + EXTRA_FOR_TIES
    while True:
        found = searcher.search(asked, limit=fetch)
        scores = [_rounded(score) for score, _address in found.hits]
        if len(scores) < fetch or fetch >= MAX_WINDOW or scores[-1] < scores[wanted - 1]:
            break
        fetch = min(fetch * 4, MAX_WINDOW)
    return total(found), ranked(searcher, found.hits)[query.offset : wanted]


def ranked(
    searcher: tantivy.Searcher, hits: list[tuple[float, tantivy.DocAddress]]
) -> list[tantivy.DocAddress]:
    """The addresses of hits by score, then last confirmed, then newest."""
    addresses = [address for _score, address in hits]
    keys = zip(
        [-_rounded(score) for score, _address in hits],
        [-confirmed for confirmed in integers(searcher, "confirmed", addresses)],
        [-newest for newest in integers(searcher, "newest", addresses)],
        strict=True,
    )
    # Keys are never equal: the last two end in the id.
    ranked = sorted(zip(keys, addresses, strict=True), key=lambda each: each[0])
    return [address for _key, address in ranked]


def _rounded(score: float) -> float:
    # Summing the same parts in another order differs in the last digits.
    return round(score, 4)


def integers(
    searcher: tantivy.Searcher, field: str, addresses: list[tantivy.DocAddress]
) -> list[int]:
    """The values of a field that every document has, in the order of the addresses."""
    return cast("list[int]", searcher.fast_field_values(field, addresses))


def total(found: tantivy.SearchResult) -> int:
    """How many documents a search matched."""
    return int(found.count)  # type: ignore[attr-defined]  # missing in the library's stubs
