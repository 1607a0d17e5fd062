"""A search in words: "12 scholingen en praktijkvoorbeelden over nachtzorg in Drenthe"."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.models import COUNTRY_CODE
from practices.vocabulary import Vocabulary
from search.query import SearchQuery

PLACE = "regio"  # its values read well after "in"


def noun(type_slug: str, count: int) -> str:
    """The Dutch word for one or more entries of a type, or of any type."""
    if type_slug == "scholing":
        return ngettext("scholing", "scholingen", count)
    if type_slug == "praktijk":
        return ngettext("praktijkvoorbeeld", "praktijkvoorbeelden", count)
    if type_slug == "experiment":
        return ngettext("experiment", "experimenten", count)
    return ngettext("vermelding", "vermeldingen", count)


def listing(words: list[str]) -> str:
    """Join words as Dutch does: "a, b en c"."""
    return _joined(words, _("en"))


def either(words: list[str]) -> str:
    """Join words of which one is enough: "a, b of c"."""
    return _joined(words, _("of"))


def _joined(words: list[str], conjunction: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def sentence(
    query: SearchQuery, total: int, types: Mapping[str, int], vocabulary: Vocabulary
) -> str:
    """The number of hits in words; `types` are the counts by type among the hits."""
    present = [slug for slug in vocabulary.terms.get("soort", {}) if types.get(slug)]
    if total == 0:
        start = _("Niets gevonden")
    elif len(present) in (1, 2):
        nouns = listing([noun(slug, types[slug] if len(present) == 1 else 2) for slug in present])
        start = f"{number_format(total, use_l10n=True, force_grouping=True)} {nouns}"
    else:
        start = f"{number_format(total, use_l10n=True, force_grouping=True)} {noun('', total)}"
    return " ".join(part for part in (start, description(query, vocabulary)) if part)


def description(query: SearchQuery, vocabulary: Vocabulary) -> str:
    """What is looked for, in words, without a number; empty when nothing was asked."""
    parts = []
    subjects = [f"“{query.text}”"] if query.text else []
    subjects += vocabulary.labels("thema", query.values("thema"))
    if subjects:
        parts.append(_("over %(subjects)s") % {"subjects": listing(subjects)})
    places = [
        _("het hele land") if value == COUNTRY_CODE else label
        for value in query.values(PLACE)
        for label in vocabulary.labels(PLACE, [value])
    ]
    if places:
        parts.append(_("in %(places)s") % {"places": listing(places)})
    return " ".join(parts)
