"""What anybody can ask for: to follow a search, and a link to what an address follows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from practices import vocabulary as vocabularies
from practices.models.choices import RegionKind
from practices.sorting import name_key
from practices.visibility import public_networks
from search.query import PARAMETERS, SearchQuery
from search.resolving import resolve
from subscriptions import following, limits, queries
from subscriptions.forms import EmailForm, FollowForm
from subscriptions.preview import offer
from subscriptions.wording import what


@csrf_exempt
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Follow the search in the address; without a search, choose one."""
    asked = SearchQuery.parse(request.META.get("QUERY_STRING", ""))
    query, problems = _understood(asked)
    if not query.is_filtered:
        return _choose(request, problems)
    return _follow(request, query, problems)


@csrf_exempt
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
def follow_everything(request: HttpRequest) -> HttpResponse:
    """Follow all there is: an address of its own, so that nobody does it by mistake."""
    return _follow(request, SearchQuery(), [])


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What happens next; the same page whoever asked."""
    return render(
        request, "subscriptions/asked.html", {"manage": request.GET.get("voor") == "beheren"}
    )


@csrf_exempt
@sensitive_post_parameters("email")
@require_http_methods(["GET", "HEAD", "POST"])
def request_link(request: HttpRequest) -> HttpResponse:
    """Ask for a mail with the link to see and change what an address follows."""
    form = EmailForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if limits.asks_too_often(request):
            return _too_often(request)
        following.request_manage_link(form.cleaned_data["email"])
        return redirect(reverse("subscriptions:asked", query={"voor": "beheren"}))
    return render(request, "subscriptions/request_link.html", {"form": form})


@require_safe
def forgotten(request: HttpRequest) -> HttpResponse:
    """Everything of somebody was deleted. No link leads back from here."""
    return render(request, "subscriptions/forgotten.html")


def _follow(request: HttpRequest, query: SearchQuery, problems: list[str]) -> HttpResponse:
    form = FollowForm(request.POST if request.method == "POST" else None)
    too_long = len(query.query_string) > queries.MAX_LENGTH
    # A form from before something went is shown again, with what is left to follow.
    if form.is_bound and form.is_valid() and not too_long and not problems:
        if limits.asks_too_often(request):
            return _too_often(request)
        try:
            following.ask(
                query,
                form.cleaned_data["email"],
                form.frequency,
                national=form.cleaned_data["landelijk"],
            )
        except queries.TooLongError:
            too_long = True
        except queries.GoneError:
            query, problems = _understood(query)
            if not query.is_filtered:
                return _choose(request, problems)
        else:
            return redirect("subscriptions:asked")
    context = {
        "offer": offer(query),
        "form": form,
        "problems": problems,
        "too_long": too_long,
        "what": what(query),
    }
    return render(request, "subscriptions/follow.html", context)


def _understood(asked: SearchQuery) -> tuple[SearchQuery, list[str]]:
    """The search as it would be followed, and in words what of it is not there.

    A key that is none of ours is the business of who made the address.
    """
    problems = resolve(asked, vocabularies.current()).problems
    told = [problem.message for problem in problems if problem.parameter in PARAMETERS]
    return queries.canonical(asked), told


def _choose(request: HttpRequest, problems: list[str]) -> HttpResponse:
    vocabulary = vocabularies.current()
    regions = vocabulary.regions.nodes.values()
    provinces = [node for node in regions if node.kind == RegionKind.PROVINCE]
    context = {
        "problems": problems,
        "provinces": sorted(provinces, key=lambda node: name_key(node.name)),
        "networks": sorted(public_networks(), key=lambda network: name_key(network.title)),
        "themes": sorted(
            vocabulary.terms.get("thema", {}).values(), key=lambda term: (term.order, term.label)
        ),
    }
    return render(request, "subscriptions/choose.html", context)


def _too_often(request: HttpRequest) -> HttpResponse:
    response = render(request, "subscriptions/too_often.html", status=429)
    response["Retry-After"] = str(limits.PERIOD)
    return response
