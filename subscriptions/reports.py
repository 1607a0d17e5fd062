"""Who follows what, for the admin: counts for every editor, addresses for who has the right."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from search.query import SearchQuery
from subscriptions.models import FollowedQuery, Frequency, Subscription, SubscriptionState
from subscriptions.wording import what

RIGHT = "subscriptions.view_follower"


def in_words(query: FollowedQuery) -> str:
    """What is followed, as a title."""
    return capfirst(what(SearchQuery.parse(query.query_string)))


def followed() -> QuerySet[FollowedQuery, Any]:
    """Each search that somebody follows or asked to, with how many; the most followed first."""
    active = Q(subscriptions__state=SubscriptionState.ACTIVE)
    return (
        FollowedQuery.objects.annotate(
            active=Count("subscriptions", filter=active),
            at_once=Count(
                "subscriptions", filter=active & Q(subscriptions__frequency=Frequency.AT_ONCE)
            ),
            daily=Count(
                "subscriptions", filter=active & Q(subscriptions__frequency=Frequency.DAILY)
            ),
            weekly=Count(
                "subscriptions", filter=active & Q(subscriptions__frequency=Frequency.WEEKLY)
            ),
            pending=Count(
                "subscriptions", filter=Q(subscriptions__state=SubscriptionState.PENDING)
            ),
        )
        .filter(Q(active__gt=0) | Q(pending__gt=0))
        .order_by("-active", "-pending", "pk")
    )


class FollowedReport(ReportView):
    """What is followed and by how many; nothing of anybody."""

    page_title = _("Volgers")
    header_icon = "mail"
    model = FollowedQuery
    default_ordering = "-active"
    index_url_name = "followed_report"
    index_results_url_name = "followed_report_results"
    list_export = ["query_string", "active", "at_once", "daily", "weekly", "pending"]
    export_headings = {
        "query_string": _("Zoekvraag"),
        "active": _("Volgers"),
        "at_once": _("Meteen"),
        "daily": _("Elke dag"),
        "weekly": _("Elke week"),
        "pending": _("Nog niet bevestigd"),
    }

    @property
    def columns(self) -> list[Column]:
        """The title leads to the addresses for who may see them, and else to the search."""
        may_see = self.request.user.has_perm(RIGHT)

        def leads_to(query: FollowedQuery) -> str:
            if may_see:
                return reverse("followers_report", args=[query.pk])
            return f"{reverse('search:search')}?{query.query_string}"

        return [
            TitleColumn("query_string", label=_("Zoekvraag"), accessor=in_words, get_url=leads_to),
            NumberColumn("active", label=_("Volgers"), sort_key="active"),
            NumberColumn("at_once", label=_("Meteen"), sort_key="at_once"),
            NumberColumn("daily", label=_("Elke dag"), sort_key="daily"),
            NumberColumn("weekly", label=_("Elke week"), sort_key="weekly"),
            NumberColumn("pending", label=_("Nog niet bevestigd"), sort_key="pending"),
        ]

    def get_base_queryset(self) -> Any:
        """What is followed."""
        return followed()


class FollowersReport(ReportView):
    """The addresses that follow one search; only for who has the right to see them."""

    header_icon = "mail"
    model = Subscription
    default_ordering = "follower__email"
    index_url_name = "followers_report"
    index_results_url_name = "followers_report_results"
    columns = [
        Column("follower", label=_("E-mail"), accessor="follower.email"),
        Column("frequency", label=_("Hoe vaak"), accessor="get_frequency_display"),
        Column("state", label=_("Stand"), accessor="get_state_display"),
        Column("group", label=_("Namens"), accessor="group.network.title"),
        DateColumn("created_at", label=_("Gevraagd"), sort_key="created_at"),
        DateColumn(
            "follower__stopped_at", label=_("Mails gestopt"), accessor="follower.stopped_at"
        ),
    ]
    list_export: list[str] = []  # a list of addresses is not to be carried about

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse whoever has not got the right, before anything is read."""
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        self.query = get_object_or_404(FollowedQuery, pk=kwargs["query_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """What is followed."""
        return in_words(self.query)

    def get_index_url(self) -> str:
        """The address of this list."""
        return reverse(self.index_url_name, args=[self.query.pk])

    def get_index_results_url(self) -> str:
        """The address of the part that filters renew."""
        return reverse(self.index_results_url_name, args=[self.query.pk])

    def get_base_queryset(self) -> Any:
        """Who follows this search."""
        return self.query.subscriptions.select_related("follower", "group__network")
