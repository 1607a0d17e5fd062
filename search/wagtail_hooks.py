"""What finding adds to the admin."""

from __future__ import annotations

from django.db.models import Model
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from practices.models import Entry
from search.receivers import entries_with
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


@hooks.register("describe_use")
def entries_that_have(term: Model) -> list[str]:
    """On how many entries a term stands; of a region, what is found under it as well."""
    condition = entries_with(term)
    if condition is None:
        return []
    count = Entry.objects.filter(condition).distinct().count()
    if not count:
        return [_("Dit staat op geen enkele vermelding.")]
    sentence = ngettext("Dit staat op %(n)d vermelding.", "Dit staat op %(n)d vermeldingen.", count)
    return [sentence % {"n": count}]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """Every editor sees what readers did not find."""
    return MenuItem(
        gettext_lazy("Zoekvragen"),
        reverse("searches_report"),
        name="zoekvragen",
        icon_name="search",
        order=50,
    )
