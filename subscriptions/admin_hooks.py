"""The reports on followers in the admin, and the right to see addresses for groups to have."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from subscriptions.reports import FollowedReport, FollowersReport


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """Both reports, each with its part that filters renew."""
    return [
        path("volgers/", FollowedReport.as_view(), name="followed_report"),
        path(
            "volgers/resultaten/",
            FollowedReport.as_view(results_only=True),
            name="followed_report_results",
        ),
        path("volgers/<int:query_id>/", FollowersReport.as_view(), name="followers_report"),
        path(
            "volgers/<int:query_id>/resultaten/",
            FollowersReport.as_view(results_only=True),
            name="followers_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """Every editor sees what is followed."""
    return MenuItem(
        _("Volgers"), reverse("followed_report"), name="volgers", icon_name="mail", order=60
    )


@hooks.register("register_permissions")
def right_to_see_addresses() -> QuerySet[Permission]:
    """A right that an administrator can give to a group."""
    return Permission.objects.filter(
        content_type__app_label="subscriptions", codename="view_follower"
    )
