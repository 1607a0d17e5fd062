"""What an editor may paste to say what a network follows."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from practices.models import Theme
from subscriptions.search_field import SearchField

pytestmark = pytest.mark.django_db

SITE = "https://kennis.example.org/zoeken/"


@pytest.fixture(autouse=True)
def theme() -> Theme:
    return Theme.objects.create(name="Nachtzorg", slug="nachtzorg")


@pytest.mark.parametrize(
    ("written", "query_string"),
    [
        (f"{SITE}?thema=nachtzorg&volgorde=oudste&pagina=2", "thema=nachtzorg"),
        ("/zoeken/?thema=nachtzorg", "thema=nachtzorg"),
        ("?thema=nachtzorg", "thema=nachtzorg"),
        ("thema=nachtzorg", "thema=nachtzorg"),
        (f"  {SITE}?q=zorg+in+de+nacht#zoekresultaat ", "q=zorg+in+de+nacht"),
        (f"{SITE}?thema=nachtzorg&utm_source=mail", "thema=nachtzorg"),
    ],
)
def test_an_address_or_what_comes_after_the_question_mark(written: str, query_string: str) -> None:
    assert SearchField().clean(written).query_string == query_string
    assert SearchField(everything=True).clean(written).query_string == query_string


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "verplicht"),
        ("nachtzorg", "vraagteken"),
        ("https://[", "geen adres"),
        (f"{SITE}?thema=bestaat-niet", "bestaat-niet"),
        (f"{SITE}?thema=nachtzorg&thema=bestaat-niet", "bestaat-niet"),
        (f"{SITE}?utm_source=mail", "bestaat niet"),
        (f"{SITE}?{'&'.join(['x=1'] * 2_500)}"[:4_000], "bestaat niet"),
        (f"{SITE}?{'&' * 3_000}q=zorg", "te veel"),
    ],
)
def test_what_is_no_search_is_refused(written: str, message: str) -> None:
    for field in (SearchField(), SearchField(everything=True)):
        with pytest.raises(ValidationError, match=message):
            field.clean(written)


def test_everything_is_a_search_only_where_it_may_be() -> None:
    assert SearchField(everything=True).clean(SITE).query_string == ""
    with pytest.raises(ValidationError, match="vraagteken"):
        SearchField().clean(SITE)
