"""Where the editors of a network manage what it follows and who gets the mails.

Addresses are shown here only, and only to who may edit or publish the page of that network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.models import LearningNetwork
from search.query import ENTRY_PARAMETER, FACET_PARAMETERS, SearchQuery
from subscriptions import queries
from subscriptions.admin_frame import frame
from subscriptions.groups import managing
from subscriptions.groups.forms import AddForm, FrequencyForm, RecipientsForm
from subscriptions.groups.listing import page_of, speaker_name
from subscriptions.models import Frequency, GroupFollow, LostTerm, Subscription
from subscriptions.renaming import chosen_values, with_values
from subscriptions.rights import networks_managed_by
from subscriptions.wording import what


@dataclass(frozen=True)
class Row:
    """One follow of a network as its editors see it."""

    group: GroupFollow
    speaker: str
    what: str
    recipients: tuple[Subscription, ...]
    offers: tuple[tuple[str, str], ...] = ()  # when it lost its term: what comes near, and where


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The networks of this editor. A search in the address is taken along to the one chosen."""
    networks = list(networks_managed_by(request.user).annotate(count=Count("follows")))
    query_string = request.META.get("QUERY_STRING", "")
    if len(networks) == 1:
        name = "group_follows_add" if query_string else "group_follows_network"
        return redirect(_with(reverse(name, args=[networks[0].pk]), query_string))
    if not networks:
        raise PermissionDenied
    rows = [
        {
            "network": network,
            "count": network.count,
            "url": _with(
                reverse(
                    "group_follows_add" if query_string else "group_follows_network",
                    args=[network.pk],
                ),
                query_string,
            ),
        }
        for network in networks
    ]
    asked = SearchQuery.parse(query_string)
    context = {
        **frame(_("Wij volgen"), "mail"),
        "rows": rows,
        "what": what(asked) if query_string else "",
    }
    return render(request, "subscriptions/groups/admin_index.html", context)


@require_safe
def network(request: HttpRequest, pk: int) -> HttpResponse:
    """What a network follows, with its recipients."""
    found = _network(request, pk)
    groups = (
        GroupFollow.objects.filter(network=found)
        .select_related("network", "region", "query")
        .prefetch_related("recipients__follower")
        .order_by(F("region__name").asc(nulls_first=True), "created_at", "pk")
    )
    rows = [_row(group) for group in groups]
    context = {
        **_frame(_("Wij volgen: %(network)s") % {"network": found.title}),
        "network": found,
        "rows": rows,
        "frequencies": Frequency.choices,
        "public_url": page_of(found),
    }
    return render(request, "subscriptions/groups/admin_network.html", context)


@sensitive_post_parameters("recipients")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a network follow a search."""
    found = _network(request, pk)
    query_string = request.META.get("QUERY_STRING", "")
    form = AddForm(
        request.POST if request.method == "POST" else None,
        network=found,
        initial={"search": query_string},
    )
    if form.is_bound and form.is_valid():
        try:
            managing.add(
                found,
                form.cleaned_data["search"],
                form.frequency_value,
                region=form.cleaned_data["region"],
                recipients=form.cleaned_data["recipients"],
                user=request.user,
            )
        except managing.AlreadyFollowedError:
            form.add_error("search", _("Dit wordt al gevolgd."))
        except queries.GoneError:
            form.add_error("search", _("Iets in deze zoekvraag is net verwijderd."))
        except managing.AskedTooOftenError:
            form.add_error("recipients", _too_often())
        else:
            messages.success(request, _asked(len(form.cleaned_data["recipients"])))
            return redirect("group_follows_network", found.pk)
    context = {
        **_frame(_("Iets laten volgen"), found),
        "network": found,
        "form": form,
        "what": what(SearchQuery.parse(query_string)) if query_string else "",
    }
    return render(request, "subscriptions/groups/admin_add.html", context)


@sensitive_post_parameters("recipients")
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask more addresses whether they want the mails of a follow."""
    group = _group(request, pk)
    form = RecipientsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                for email in form.cleaned_data["recipients"]:
                    managing.invite(group, email)
        except managing.LostError:
            form.add_error(None, _("Wat dit netwerk volgde, bestaat niet meer."))
        except managing.AskedTooOftenError:
            form.add_error("recipients", _too_often())
        else:
            messages.success(request, _asked(len(form.cleaned_data["recipients"])))
            return redirect("group_follows_network", group.network_id)
    context = {
        **_frame(_("Ontvangers toevoegen"), group.network),
        "network": group.network,
        "group": group,
        "form": form,
        "what": what(SearchQuery.parse(group.query.query_string)),
    }
    return render(request, "subscriptions/groups/admin_invite.html", context)


@require_POST
def change_frequency(request: HttpRequest, pk: int) -> HttpResponse:
    """Send more or less often."""
    group = _group(request, pk)
    form = FrequencyForm(request.POST)
    if form.is_valid():
        managing.change_frequency(group, Frequency(form.cleaned_data["frequency"]))
        messages.success(request, _("De frequentie is aangepast."))
    else:
        messages.error(request, _("Kies hoe vaak een mail komt."))
    return redirect("group_follows_network", group.network_id)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow something no longer, after asking once more."""
    group = _group(request, pk)
    if request.method != "POST":
        context = {
            **_frame(_("Volg dit niet meer"), group.network),
            "group": group,
            "what": _row(group).what,
            "recipients": group.recipients.count(),
        }
        return render(request, "subscriptions/groups/admin_end.html", context)
    managing.end(group)
    messages.success(request, _("Dit wordt niet meer gevolgd."))
    return redirect("group_follows_network", group.network_id)


@require_POST
def remove(request: HttpRequest, pk: int, recipient: UUID) -> HttpResponse:
    """Send one address nothing more."""
    group = _group(request, pk)
    managing.remove_recipient(get_object_or_404(Subscription, pk=recipient, group=group))
    messages.success(request, _("De ontvanger is verwijderd."))
    return redirect("group_follows_network", group.network_id)


def _row(group: GroupFollow) -> Row:
    query = SearchQuery.parse(group.query.query_string)
    speaker = speaker_name(group.network, group.region)
    recipients = tuple(sorted(group.recipients.all(), key=lambda each: each.follower.email))
    if group.lost_at is None:
        return Row(group, speaker, what(query), recipients)
    lost = LostTerm.among(
        (parameter, value)
        for parameter in (*FACET_PARAMETERS, ENTRY_PARAMETER)
        for value in chosen_values(query, parameter)
    )
    if lost is None:
        return Row(group, speaker, _("een zoekvraag die verviel"), recipients)
    add_url = reverse("group_follows_add", args=[group.network_id])
    offers = tuple(
        (label, _with(add_url, with_values(query, lost.parameter, [value]).query_string))
        for value, label in lost.alternatives
    )
    words = _("wat er was over “%(label)s”") % {"label": lost.label}
    return Row(group, speaker, words, recipients, offers)


def _network(request: HttpRequest, pk: int) -> LearningNetwork:
    found = get_object_or_404(LearningNetwork.objects.select_related("region"), pk=pk)
    return _managed(request, found)


def _group(request: HttpRequest, pk: int) -> GroupFollow:
    found = get_object_or_404(
        GroupFollow.objects.select_related("network", "region", "query"), pk=pk
    )
    _managed(request, found.network)
    return found


def _managed(request: HttpRequest, found: LearningNetwork) -> LearningNetwork:
    if not networks_managed_by(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def _frame(title: str, network: LearningNetwork | None = None) -> dict[str, Any]:
    """A page below that of all networks or, with one, below the page of that network."""
    above = [(_("Wij volgen"), reverse("group_follows"))]
    if network is not None:
        above.append((network.title, reverse("group_follows_network", args=[network.pk])))
    return frame(title, "mail", *above)


def _with(path: str, query_string: str) -> str:
    return f"{path}?{query_string}" if query_string else path


def _too_often() -> str:
    return _("Een van deze adressen kreeg het laatste uur al te veel vragen. Probeer het later.")


def _asked(count: int) -> str:
    if not count:
        return _("Het netwerk volgt dit nu.")
    return ngettext(
        "%(n)d ontvanger krijgt een mail om te bevestigen.",
        "%(n)d ontvangers krijgen een mail om te bevestigen.",
        count,
    ) % {"n": count}
