"""The public page "Wij volgen" of a learning network."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from practices import vocabulary as vocabularies
from practices.visibility import public_networks
from subscriptions.groups.listing import speakers_of


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What a network follows, for itself and for its regions; without any address."""
    now = vocabularies.current().resolve("netwerk", slug)
    if now is not None and now != slug:
        return redirect("group_follows:page", now, permanent=True)
    network = get_object_or_404(public_networks(), slug=slug)
    context = {"network": network, "speakers": speakers_of(network)}
    return render(request, "subscriptions/groups/page.html", context)
