"""The reports on followers in the admin, and the right to see addresses for groups to have."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from subscriptions import losing
from subscriptions.models import GroupFollow, Subscription, Webhook
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
        gettext_lazy("Volgers"),
        reverse("followed_report"),
        name="volgers",
        icon_name="mail",
        order=60,
    )


@hooks.register("describe_use")
def followers_of(term: Model) -> list[str]:
    """How many follow a term, by themselves, for a network or with a webhook."""
    followed = losing.searches_with(term)
    counts = {
        _("abonnementen"): Subscription.objects.filter(losing.TOLD, query__in=followed),
        _("keer “Wij volgen”"): GroupFollow.objects.filter(query__in=followed, lost_at=None),
        _("webhooks"): Webhook.objects.filter(query__in=followed, switched_off_at=None),
    }
    told = [f"{count} {name}" for name, rows in counts.items() if (count := rows.count())]
    if not told:
        return []
    return [_("Dit wordt gevolgd: %(how)s.") % {"how": ", ".join(told)}]


@hooks.register("register_permissions")
def right_to_see_addresses() -> QuerySet[Permission]:
    """A right that an administrator can give to a group."""
    return Permission.objects.filter(
        content_type__app_label="subscriptions", codename="view_follower"
    )
