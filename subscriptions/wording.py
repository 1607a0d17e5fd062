"""What is followed, in words: "nieuwe praktijkvoorbeelden in Drenthe (provincie)"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.cards import cards
from practices.models import COUNTRY_CODE
from practices.models.choices import RegionKind
from practices.vocabulary import Vocabulary
from search.query import SearchQuery
from search.resolving import resolve
from search.wording import either, listing, noun
from subscriptions.models import Frequency, LostTerm
from subscriptions.queries import gone

Words = Callable[[SearchQuery, Vocabulary], str]


def sentence(query: SearchQuery, frequency: Frequency | str, *, quote: bool = True) -> str:
    """What somebody gets who follows this search: "U krijgt elke week een mail met ...".

    The sentence names every choice: what it does not say is not asked for. `quote` as in `what`.
    """
    if gone(query, vocabularies.current()):
        return _("U krijgt geen mails over %(what)s.") % {"what": what(query)}
    return _("U krijgt %(moment)s een mail met %(what)s.") % {
        "moment": _moment(Frequency(frequency)),
        "what": what(query, quote=quote),
    }


def what(query: SearchQuery, *, quote: bool = True) -> str:
    """What is new in this search, in words: "nieuwe scholingen in Drenthe (provincie)".

    Without `quote` the words that somebody typed are not repeated: who gets to read this did
    perhaps not type them. A search that names something that is gone is told as that.
    """
    vocabulary = vocabularies.current()
    missing = gone(query, vocabulary)
    query = resolve(query, vocabulary)
    quoted = query if quote else replace(query, text="")
    # With the whole country beside it the place comes last: the rest is said of that as well.
    last = _places if COUNTRY_CODE in query.values("regio") else None
    parts = sorted(_PARTS, key=lambda words: words is last)
    described = [words(quoted, vocabulary) for words in parts]
    if query.text != quoted.text:
        described.insert(0, _("met de woorden die zijn ingevuld"))
    if missing:
        start = lost(missing)
    elif query.entries:
        start = _("nieuws over %(titles)s") % {"titles": _titles(query, vocabulary)}
    elif any(described) or query.values("soort"):
        start = _("nieuwe %(nouns)s") % {"nouns": _nouns(query, vocabulary)}
    else:
        start = _("alles wat nieuw is op dit platform")
    return " ".join([start, *filter(None, described)])


def lost(values: list[tuple[str, str]]) -> str:
    """What is gone, in words; `values` as `queries.gone` tells them."""
    term = LostTerm.among(values[:1])
    if term is None:
        return _("iets dat er niet meer is")
    return _("wat er was over “%(label)s”") % {"label": term.label}


def _moment(frequency: Frequency) -> str:
    if frequency == Frequency.AT_ONCE:
        return _("telkens meteen")
    return _("elke dag") if frequency == Frequency.DAILY else _("elke week")


def _nouns(query: SearchQuery, vocabulary: Vocabulary) -> str:
    chosen = [slug for slug in vocabulary.terms.get("soort", {}) if slug in query.values("soort")]
    return listing([noun(slug, 2) for slug in chosen] or [noun("", 2)])


def _titles(query: SearchQuery, vocabulary: Vocabulary) -> str:
    """The titles of what may be seen of the followed entries."""
    titles = [f"“{card.title}”" for card in cards(query.entries, vocabulary)]
    return listing(titles) or _("een vermelding die er niet meer is")


def _subjects(query: SearchQuery, vocabulary: Vocabulary) -> str:
    themes = either(vocabulary.labels("thema", query.values("thema")))
    subjects = [f"“{query.text}”"] if query.text else []
    subjects += [themes] if themes else []
    return _("over %(subjects)s") % {"subjects": _(" en ").join(subjects)} if subjects else ""


def _places(query: SearchQuery, vocabulary: Vocabulary) -> str:
    nodes = [vocabulary.regions.nodes.get(value) for value in query.values("regio")]
    places = [
        node.name if node.kind == RegionKind.AREA else f"{node.name} ({RegionKind(node.kind).word})"
        for node in nodes
        if node is not None and node.code != COUNTRY_CODE
    ]
    said = _("in %(places)s") % {"places": either(places)} if places else ""
    if COUNTRY_CODE not in query.values("regio"):
        return said
    whole = _("die in het hele land gelden")
    return _("%(places)s, of %(whole)s") % {"places": said, "whole": whole} if said else whole


def _of(parameter: str, pattern: str, *, lower: bool = False) -> Words:
    """Words for the values of one facet, put into a pattern with one `%s`.

    `lower` is for labels of our own; of a term that an editor wrote the capitals stay.
    """

    def words(query: SearchQuery, vocabulary: Vocabulary) -> str:
        labels = vocabulary.labels(parameter, query.values(parameter))
        values = either([label.lower() for label in labels] if lower else labels)
        return _(pattern) % values if values else ""

    return words


# In the order in which a sentence names them; every facet but "soort" is here.
_PARTS: tuple[Words, ...] = (
    _subjects,
    _places,
    _of("sector", "in de sector %s"),
    _of("doelgroep", "voor %s"),
    _of("programma", "van het programma %s"),
    _of("fase", "in de fase %s", lower=True),
    _of("bewijs", "met als bewijs: %s", lower=True),
    _of("vorm", "in de vorm %s", lower=True),
    _of("organisatie", "van de organisatie %s"),
    _of("netwerk", "van het leernetwerk %s"),
    _of("trefwoord", "met het trefwoord %s"),
    _of("jaar", "uit het jaar %s"),
)
