"""The values of a facet as checkboxes. A page of results draws about two hundred of them."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kennisplatform.templatetags.house import number
from search.results import Bucket

register = template.Library()


ITEM = (
    '<li><label class="value value--depth-{0}">'
    '<input type="checkbox" name="{1}" value="{2}" id="f-{1}-{2}"{3}>'
    '<span class="value__label">{4}</span>'
    '<span class="value__count">{5}<span class="sr-only"> {6}</span></span></label></li>'
)


@register.simple_tag
def facet_values(buckets: Iterable[Bucket]) -> SafeString:
    """The buckets as items of a list. Each box has an id, so that the focus survives an update."""
    found = _("gevonden")
    return format_html_join(
        "",
        ITEM,
        (
            (
                bucket.depth,
                bucket.parameter,
                bucket.value,
                " checked" if bucket.selected else "",
                bucket.label,
                number(bucket.count),
                found,
            )
            for bucket in buckets
        ),
    )
