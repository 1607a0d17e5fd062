"""The index in the cluster: its fields, its settings, and a document in them."""

from __future__ import annotations

from typing import Any

from elasticsearch.dsl import Index as DslIndex
from elasticsearch.dsl import Keyword, Long, Mapping, Text

from search.documents import IndexDocument
from search.query import FACET_PARAMETERS

# Raise it with every change of a field: a system check then asks for a rebuild.
SCHEMA_VERSION = "1"

TERM_FIELDS = ("title_terms", "summary_terms", "body_terms")
_NUMBERS = ("id", "newest", "confirmed", "expires")

# Two documents tell about the index itself. They have none of the fields that entries are found by.
STATE_ID = "state"  # since when it missed drains
COMMIT_ID = "commit"  # nothing; its version goes up with every commit


def index_body(name: str, aliases: tuple[str, ...]) -> dict[str, Any]:
    """What an index is made with. Nothing is seen before our own refresh."""
    index = DslIndex(name)
    index.mapping(_mapping())
    index.settings(
        # Counts of one shard are exact; a hundred thousand entries are a small shard.
        number_of_shards=1,
        auto_expand_replicas="0-1",
        refresh_interval=-1,
        # How long a deletion keeps its version, for a late write of an older state to meet.
        gc_deletes="1h",
    )
    index.aliases(**{alias: {} for alias in aliases})
    return index.to_dict()


def _mapping() -> Mapping:
    mapping = Mapping()
    # An older index goes on taking documents that have a field more, until it is rebuilt.
    mapping.meta("dynamic", False)
    mapping.meta("_meta", {"schema": SCHEMA_VERSION})
    # Kept of a document: the text to show a passage of. All else is read from its columns.
    mapping.meta("_source", {"includes": ["body", "behind_since"]})
    for name in TERM_FIELDS:
        mapping.field(name, Text(analyzer="whitespace", index_options="freqs"))
    mapping.field("exact", Text(analyzer="whitespace"))
    mapping.field("words", Keyword())
    mapping.field("title_key", Keyword(doc_values=False))
    mapping.field("body", Text(index=False))
    for name in FACET_PARAMETERS:
        mapping.field(name, Keyword(eager_global_ordinals=True))
    for name in _NUMBERS:
        mapping.field(name, Long())
    mapping.field("fingerprint", Long(index=False))
    return mapping


def to_source(document: IndexDocument) -> dict[str, Any]:
    """A document in the fields of the mapping."""
    return {
        "id": document.id,
        "title_terms": " ".join(document.title_terms),
        "summary_terms": " ".join(document.summary_terms),
        "body_terms": " ".join(document.body_terms),
        "exact": " ".join(document.exact),
        "words": sorted(set(document.exact)),
        "title_key": document.title_key,
        "body": document.body,
        **{name: list(values) for name, values in document.facets.items()},
        "newest": document.newest,
        "confirmed": document.confirmed,
        "expires": document.expires,
        "fingerprint": document.fingerprint,
    }
