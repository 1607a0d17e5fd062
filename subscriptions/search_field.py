"""A form field in which an editor pastes the address of a search."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import vocabulary as vocabularies
from search.query import PARAMETERS, SearchQuery
from search.resolving import resolve
from subscriptions import queries


class SearchField(forms.CharField):
    """The address of a search, whole or only what comes after the question mark.

    With `everything` the search without words and choices will do as well.
    """

    def __init__(self, *, everything: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Zoekvraag"))
        help_text = gettext_lazy("Zoek op het platform en plak hier het adres van die pagina.")
        super().__init__(max_length=4_000, help_text=help_text, **kwargs)
        self.everything = everything

    def clean(self, value: Any) -> SearchQuery:
        """The search as it would be followed. Raises ValidationError."""
        asked = SearchQuery.parse(_query_string(super().clean(value)))
        query = queries.canonical(asked)
        problems = resolve(asked, vocabularies.current()).problems
        # What others hang on an address is left out, as long as a search remains.
        ours = [each for each in problems if each.parameter in ("", *PARAMETERS)]
        if wrong := ours or (() if query.is_filtered else problems):
            raise ValidationError([problem.message for problem in wrong])
        if not query.is_filtered and not self.everything:
            raise ValidationError(_no_search())
        if len(query.query_string) > queries.MAX_LENGTH:
            raise ValidationError(_("Deze zoekvraag is te lang om te volgen."))
        return query


def _query_string(written: str) -> str:
    try:
        parts = urlsplit(written)
    except ValueError as error:
        raise ValidationError(_("Dit is geen adres.")) from error
    if parts.query:
        return parts.query
    if "=" in written:
        return written
    if "/" not in written:
        raise ValidationError(_no_search())
    return ""


def _no_search() -> str:
    return _("Plak het adres van een zoekvraag: een adres met een vraagteken erin.")
