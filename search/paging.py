"""The numbers under a page of results: first, last, and those around the page one is on."""

from __future__ import annotations

from search.query import SearchQuery
from search.results import PageLink

AROUND = 2


def page_links(query: SearchQuery, pages: int) -> tuple[PageLink, ...]:
    """Links to pages; a gap stands for what is left out. Empty when there is one page."""
    if pages < 2:
        return ()
    near = range(query.page - AROUND, query.page + AROUND + 1)
    wanted = sorted({1, pages, *(number for number in near if 1 <= number <= pages)})
    links: list[PageLink] = []
    previous = 0
    for number in wanted:
        if number - previous > 1:
            links.append(PageLink(number=None))
        links.append(
            PageLink(
                number=number,
                query_string=query.with_page(number).query_string,
                current=number == query.page,
            )
        )
        previous = number
    return tuple(links)
