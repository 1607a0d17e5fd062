"""Webhooks in the admin, for the editors of a learning network."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from practices import vocabulary as vocabularies
from search.query import SearchQuery
from subscriptions.admin_frame import frame
from subscriptions.feeds.naming import name_of
from subscriptions.models import Webhook
from subscriptions.queries import gone
from subscriptions.rights import networks_managed_by
from subscriptions.webhooks.calling import call_to_try, switch_on
from subscriptions.webhooks.making import WebhookForm, webhooks_of
from subscriptions.webhooks.signing import shown_secret

LOGGED = 50  # calls that the page of a webhook shows


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The webhooks of the networks that this user manages."""
    _must_manage_some(request)
    rows = [_row(webhook) for webhook in webhooks_of(request.user)]
    return _page(request, "index", _("Webhooks"), {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make a webhook. Its key stands on the page that follows, and nowhere after that."""
    _must_manage_some(request)
    form = WebhookForm(request.POST or None, networks=networks_managed_by(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            webhook = form.save()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            context = {**_row(webhook), "secret": shown_secret(webhook.secret)}
            return _page(request, "made", _("Webhook gemaakt"), context)
    return _page(request, "create", _("Nieuwe webhook"), {"form": form})


@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One webhook, with the log of its calls."""
    webhook = _mine(request, pk)
    calls = webhook.calls.order_by("-made_at")[:LOGGED]
    return _page(request, "detail", _("Webhook"), {**_row(webhook), "calls": calls})


@require_POST
def try_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a message without news and say how that went."""
    webhook = _mine(request, pk)
    answer = call_to_try(webhook)
    if answer.taken:
        messages.success(request, _("Het proefbericht is aangenomen (%d).") % answer.status)
    else:
        why = answer.error or _("antwoord %s") % answer.status
        messages.error(request, _("Het proefbericht kwam niet aan: %s.") % why)
    return redirect("webhook", pk=pk)


@require_POST
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Switch it on again."""
    webhook = _mine(request, pk)
    if _lost(webhook):
        messages.error(
            request, _("De zoekvraag noemt iets dat er niet meer is. Maak een nieuwe webhook.")
        )
    else:
        switch_on(webhook)
        messages.success(request, _("De webhook staat weer aan. Wat er gemist is, volgt."))
    return redirect("webhook", pk=pk)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask whether it may go, and take it away with its log."""
    webhook = _mine(request, pk)
    if request.method == "POST":
        webhook.delete()
        messages.success(request, _("De webhook is verwijderd."))
        return redirect("webhooks")
    return _page(request, "delete", _("Webhook verwijderen"), _row(webhook))


def _mine(request: HttpRequest, pk: UUID) -> Webhook:
    """A webhook of one's own; another's is not there."""
    return get_object_or_404(webhooks_of(request.user), pk=pk)


def _must_manage_some(request: HttpRequest) -> None:
    if not networks_managed_by(request.user).exists():
        raise PermissionDenied


def _lost(webhook: Webhook) -> bool:
    query = SearchQuery.parse(webhook.query.query_string)
    return bool(gone(query, vocabularies.current()))


def _row(webhook: Webhook) -> dict[str, Any]:
    query = SearchQuery.parse(webhook.query.query_string)
    return {
        "webhook": webhook,
        "name": name_of(query, vocabularies.current()),
        "query_string": webhook.query.query_string,
        "lost": _lost(webhook),
    }


def _page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any]
) -> TemplateResponse:
    above = [] if template == "index" else [(_("Webhooks"), reverse("webhooks"))]
    return TemplateResponse(
        request,
        f"subscriptions/webhooks/{template}.html",
        {**frame(title, "link", *above), **context},
    )
