"""The embedded index: its fields, and a document in them."""

from __future__ import annotations

import tantivy

from search.documents import IndexDocument
from search.query import FACET_PARAMETERS

# Raise it with every change of a field; the library's own version is part of it, since a new
# release may store an index in another format. An index of another version is not opened.
SCHEMA_VERSION = f"3-{tantivy.tantivy.__version__}".replace(" ", "-")

TERM_FIELDS = ("title_terms", "summary_terms", "body_terms")


def build_schema() -> tantivy.Schema:
    """The fields: words as they come from our own analysis, facets as single values."""
    builder = tantivy.SchemaBuilder()
    # Signed: a delete by term silently does nothing on an unsigned field (0.27).
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    for name in TERM_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("title_key", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("body", stored=True)  # only kept, to show a passage of
    for name in FACET_PARAMETERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("newest", "confirmed"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_integer_field("expires", indexed=True, fast=True)
    builder.add_unsigned_field("fingerprint", fast=True)
    return builder.build()


def to_tantivy(document: IndexDocument, schema: tantivy.Schema) -> tantivy.Document:
    """A document in the fields of the schema."""
    return tantivy.Document.from_dict(
        {
            "id": document.id,
            "title_terms": " ".join(document.title_terms),
            "summary_terms": " ".join(document.summary_terms),
            "body_terms": " ".join(document.body_terms),
            "exact": " ".join(document.exact),
            "title_key": document.title_key,
            "body": document.body.encode(),
            **{name: list(values) for name, values in document.facets.items()},
            "newest": document.newest,
            "confirmed": document.confirmed,
            "expires": document.expires,
            "fingerprint": document.fingerprint,
        },
        schema,
    )
