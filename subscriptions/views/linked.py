"""The pages behind a link from a mail. Opening one changes nothing: mail scanners open them all."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from search.query import SearchQuery
from subscriptions import following, links
from subscriptions.groups.listing import speaker_name
from subscriptions.managing import rows_of
from subscriptions.models import Follower, Frequency, Subscription, SubscriptionState
from subscriptions.wording import sentence, what

View = Callable[[HttpRequest, str], HttpResponse]


def private(view: View) -> View:
    """Nobody keeps such a page, finds it, or hears from the next site where the reader was."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, and on the button start to follow."""
    subscription = links.read_confirm(token)
    if subscription is None:
        return _void(request)
    if request.method == "POST":
        if not following.confirm(subscription):
            return _void(request)
        # Shown at once, and no way to what else the address follows: the link was for this.
        context = {"sentence": _sentence(subscription)}
        return render(request, "subscriptions/confirmed.html", context)
    group = subscription.group
    context = {
        "sentence": _sentence(subscription),
        "asked_by": speaker_name(group.network, None) if group else "",
        "on_behalf_of": speaker_name(group.network, group.region) if group and group.region else "",
    }
    return render(request, "subscriptions/confirm.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End one subscription: a reader on the button, a mail provider with its POST (RFC 8058)."""
    subscription = links.read_unsubscribe(token)
    if subscription is None:
        if links.has_ended(token):
            return render(request, "subscriptions/unsubscribed.html")
        return _void(request)
    query = SearchQuery.parse(subscription.query.query_string)
    if request.method == "POST":
        following.end_mails(subscription)
        # Answered at once: a provider follows no redirect.
        context = {
            "what": what(query),
            "query_string": query.query_string,
            "lost": subscription.state == SubscriptionState.LOST,
        }
        return render(request, "subscriptions/unsubscribed.html", context)
    context = {"sentence": _sentence(subscription), "what": what(query)}
    return render(request, "subscriptions/unsubscribe.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@private
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that an address follows, to see and to change."""
    follower = links.read_manage(token)
    if follower is None:
        return _void(request)
    if request.method == "POST":
        return _change(request, follower, token)
    rows = rows_of(follower)
    context = {
        "rows": rows,
        "frequencies": Frequency.choices,
        "token": token,
        "email": follower.email,
        "stopped": follower.stopped_at is not None,
        "done": DONE.get(request.GET.get("gedaan", "")),
        "about": next((row.what for row in rows if row.id == request.GET.get("over")), ""),
    }
    return render(request, "subscriptions/manage.html", context)


@require_safe
@private
def download(request: HttpRequest, token: str) -> HttpResponse:
    """What is kept of somebody, as a file."""
    follower = links.read_manage(token)
    if follower is None:
        return _void(request)
    response = HttpResponse(
        json.dumps(following.export(follower), ensure_ascii=False, indent=2),
        content_type="application/json",
    )
    response["Content-Disposition"] = 'attachment; filename="wat-ik-volg.json"'
    return response


DONE = {
    "hoe-vaak": _("Bewaard. U krijgt voortaan zo vaak een mail als u koos."),
    "pauze": _("Gepauzeerd. U krijgt hierover geen mail, tot u weer verdergaat."),
    "verder": _("U krijgt weer mail over wat er vanaf nu nieuw is."),
    "stop": _("Gestopt. Wat hieronder nog staat, blijft u volgen."),
    "stop-alles": _("Gestopt met alles."),
    "nieuwe-links": _("Alle oude links werken niet meer. Deze pagina heeft nu een nieuw adres."),
}


def _change(request: HttpRequest, follower: Follower, token: str) -> HttpResponse:
    """Do what a button of the page says; what is not theirs or not known changes nothing.

    Back at the same page: a link that is used lasts no longer for it.
    """
    here = reverse("subscriptions:manage", args=[token])
    wanted = request.POST.get("doe", "")
    if wanted == "wis":
        following.forget(follower)
        return redirect("subscriptions:forgotten")
    if wanted == "stop-alles":
        following.end_all(follower)
    elif wanted == "nieuwe-links":
        follower.renew_key()
        here = links.renewed_manage_path(follower, token)
    else:
        subscription = _theirs(request, follower)
        if subscription is None or not _change_one(wanted, subscription, request):
            return redirect(here)
        return redirect(f"{here}?{urlencode({'gedaan': wanted, 'over': str(subscription.pk)})}")
    return redirect(f"{here}?{urlencode({'gedaan': wanted})}")


def _change_one(wanted: str, subscription: Subscription, request: HttpRequest) -> bool:
    if wanted == "hoe-vaak":
        frequency = request.POST.get("frequentie", "")
        if frequency not in Frequency.values:
            return False
        following.change_frequency(subscription, Frequency(frequency))
        return True
    if wanted == "pauze":
        return following.pause(subscription)
    if wanted == "verder":
        return following.resume(subscription)
    if wanted == "stop":
        following.end(subscription)
        return True
    return False


def _theirs(request: HttpRequest, follower: Follower) -> Subscription | None:
    try:
        pk = UUID(request.POST.get("abonnement", ""))
    except ValueError:
        return None
    return follower.subscriptions.filter(pk=pk).first()


def _sentence(subscription: Subscription) -> str:
    query = SearchQuery.parse(subscription.query.query_string)
    return sentence(query, subscription.frequency)


def _void(request: HttpRequest) -> HttpResponse:
    return render(request, "subscriptions/void.html", status=404)
