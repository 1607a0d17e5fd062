"""A search as it is followed: which one it is, and what "with the whole country" adds to it."""

from __future__ import annotations

from dataclasses import replace

from practices import vocabulary as vocabularies
from practices.models import COUNTRY_CODE
from practices.visibility import public_networks
from practices.vocabulary import Vocabulary
from search.query import SearchQuery
from search.resolving import resolve
from subscriptions.models import FollowedQuery

MAX_LENGTH: int = FollowedQuery._meta.get_field("query_string").max_length or 0


class TooLongError(ValueError):
    """A search with more choices and words than can be kept."""


class GoneError(ValueError):
    """A search that names something that is not there: what is left of it would find more."""


def canonical(query: SearchQuery) -> SearchQuery:
    """The search as it is followed: only values that exist, without order, page and problems."""
    found = resolve(query, vocabularies.current())
    return replace(found, order="", page=1, problems=())


def gone(query: SearchQuery, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The choices of which nothing is there (any more), as (parameter, value); often none.

    Without them the search finds more than was asked for. Where another value of the same list
    is left, it finds less, and those values are not told here.
    """
    return [
        (parameter, value)
        for parameter, values in query.facets
        for value in values
        if all(vocabulary.resolve(parameter, each) is None for each in values)
    ]


def national_of(query: SearchQuery) -> SearchQuery | None:
    """The same search with what holds for the whole country as well.

    In a search for a region that is the country beside the region. What a network publishes is
    not joined by that: there it is the network of the whole country that comes beside it. None
    when there is nothing to choose.
    """
    if query.values("regio"):
        wider = query.with_value("regio", COUNTRY_CODE)
    elif query.values("netwerk"):
        of_country = public_networks().filter(region__code=COUNTRY_CODE)
        slugs = of_country.values_list("slug", flat=True)
        wider = query.with_values("netwerk", [*query.values("netwerk"), *slugs])
    else:
        return None
    return None if wider == query else wider


def kept(query: SearchQuery) -> FollowedQuery:
    """The row of a search that is followed; made when nobody followed it yet.

    To be called in the transaction that uses it. Raises TooLongError and GoneError.
    """
    query_string = canonical(query).query_string
    if len(query_string) > MAX_LENGTH:
        raise TooLongError
    # As many questions to the database, whether it was there or not.
    FollowedQuery.objects.bulk_create(
        [FollowedQuery(query_string=query_string)], ignore_conflicts=True
    )
    # Held until the subscription is there, so that it is not tidied away in between.
    found = FollowedQuery.objects.select_for_update(no_key=True).get(query_string=query_string)
    if gone(query, vocabularies.current()):  # perhaps just now, while this waited for that row
        raise GoneError
    return found
