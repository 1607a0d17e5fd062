"""What was looked for, for editors: above all what was not found."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from search.helping import FEW_HITS
from search.models import SearchCount

FOUND = {
    "niets": _("Niets gevonden"),
    "weinig": _("Weinig gevonden"),
    "alles": _("Alle zoekvragen"),
}


def searches() -> QuerySet[SearchCount, Any]:
    """Each text with how often it was looked for, when last, and what it gave that day."""
    last = SearchCount.objects.filter(text=OuterRef("text")).order_by("-day")
    return (
        SearchCount.objects.values("text")
        .annotate(total=Sum("count"), last=Max("day"), found=Subquery(last.values("hits")[:1]))
        .order_by("-total", "text")
    )


class SearchesFilterSet(WagtailFilterSet):
    gevonden = django_filters.ChoiceFilter(
        label=_("Gevonden"), choices=list(FOUND.items()), method="by_found", empty_label=None
    )

    class Meta:
        model = SearchCount
        fields: list[str] = []

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        # What was not found is what the page is for; it comes without being asked for.
        data = data.copy() if data else {}
        data.setdefault("gevonden", "niets")
        super().__init__(data, **kwargs)

    def by_found(self, rows: Any, _name: str, value: str) -> Any:
        """The searches that gave nothing, hardly anything, or all of them."""
        limits = {"niets": 0, "weinig": FEW_HITS - 1}
        return rows.filter(found__lte=limits[value]) if value in limits else rows


class SearchesReport(ReportView):
    """A report in the admin, with a spreadsheet to take along."""

    page_title = _("Zoekvragen")
    header_icon = "search"
    model = SearchCount
    filterset_class = SearchesFilterSet
    is_searchable = True
    search_fields = ["text"]
    default_ordering = "-total"
    index_url_name = "searches_report"
    index_results_url_name = "searches_report_results"
    columns = [
        TitleColumn(
            "text",
            label=_("Gezocht op"),
            sort_key="text",
            get_url=lambda row: f"{reverse('search:search')}?{urlencode({'q': row['text']})}",
        ),
        NumberColumn("total", label=_("Keren"), sort_key="total"),
        NumberColumn("found", label=_("Gevonden, de laatste keer"), sort_key="found"),
        DateColumn("last", label=_("Laatste keer"), sort_key="last"),
    ]
    list_export = ["text", "total", "found", "last"]
    export_headings = {
        "text": _("Gezocht op"),
        "total": _("Keren"),
        "found": _("Gevonden, de laatste keer"),
        "last": _("Laatste keer"),
    }

    def get_base_queryset(self) -> Any:
        """Searches by text; the filters work on these."""
        return searches()

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Filters look at the searches by text, not at the rows by day."""
        return {**super().get_filterset_kwargs(), "queryset": self.get_base_queryset()}
