"""What finding adds to the admin."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.reports import SearchesReport


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The report on searches, and its part that filters renew."""
    return [
        path("zoekvragen/", SearchesReport.as_view(), name="searches_report"),
        path(
            "zoekvragen/resultaten/",
            SearchesReport.as_view(results_only=True),
            name="searches_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """Every editor sees what readers did not find."""
    return MenuItem(
        _("Zoekvragen"), reverse("searches_report"), name="zoekvragen", icon_name="search", order=50
    )
