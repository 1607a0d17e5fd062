"""The values of a facet as checkboxes. A page of results draws about two hundred of them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kennisplatform.templatetags.house import number
from search.results import Bucket

register = template.Library()


@register.simple_tag
def facet_values(buckets: Iterable[Bucket]) -> SafeString:
    """The buckets as items of a list. Each box has an id, so that the focus survives an update."""
    found = escape(_("gevonden"))
    # Each text is escaped here, once: `format_html` asks of every number whether it is a text.
    return mark_safe("".join(_item(bucket, found) for bucket in buckets))  # noqa: S308


def _item(bucket: Bucket, found: str) -> str:
    parameter, value = escape(bucket.parameter), escape(bucket.value)
    checked = " checked" if bucket.selected else ""
    return (
        f'<li><label class="value value--depth-{bucket.depth:d}">'
        f'<input type="checkbox" name="{parameter}" value="{value}"'
        f' id="f-{parameter}-{value}"{checked}>'
        f'<span class="value__label">{escape(bucket.label)}</span>'
        f'<span class="value__count">{number(bucket.count)}'
        f'<span class="sr-only"> {found}</span></span></label></li>'
    )
