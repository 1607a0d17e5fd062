"""Merging two terms in the admin: choose into which, see what it does, and do it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from practices.merging import LISTS, MergeError, merge
from practices.models import Region
from practices.uses import uses_of


class MergeForm(forms.Form):
    """The term that remains, of the same list."""

    into = forms.ModelChoiceField(
        Region.objects.none(),
        label=gettext_lazy("Samenvoegen met"),
        empty_label=gettext_lazy("Kies de term die blijft"),
        error_messages={"required": gettext_lazy("Kies de term die blijft.")},
    )

    def __init__(self, *args: Any, loser: models.Model, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = type(loser)._default_manager.exclude(pk=loser.pk)
        if isinstance(loser, Region):
            others = others.filter(kind=loser.kind)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  # for the types
        field.queryset = others


def may_merge(user: Any, model: type[models.Model]) -> bool:
    """Whether this user may change and delete terms of this list: a merge does both."""
    app, name = model._meta.app_label, model._meta.model_name
    return bool(user.has_perms([f"{app}.change_{name}", f"{app}.delete_{name}"]))


def merge_url(term: models.Model) -> str:
    """The page to merge a term; empty for what is not a term of a list."""
    names = [name for name, model in LISTS.items() if model is type(term)]
    return reverse("merge_term", args=[names[0], term.pk]) if names else ""


@require_http_methods(["GET", "HEAD", "POST"])
def merge_view(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Merge one term with another of its list."""
    model = LISTS.get(name)
    if model is None:
        raise Http404
    if not may_merge(request.user, model):
        raise PermissionDenied
    loser = get_object_or_404(model._default_manager.all(), pk=pk)
    form = MergeForm(request.POST if request.method == "POST" else None, loser=loser)
    back = reverse(model.snippet_viewset.get_url_name("list"))  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        try:
            merged = merge(loser, form.cleaned_data["into"])
        except MergeError as error:
            form.add_error("into", str(error))
        else:
            messages.success(
                request,
                _("“%(name)s” is nu “%(into)s”. Verplaatste koppelingen: %(moved)d.")
                % {"name": merged.name, "into": merged.into, "moved": merged.moved},
            )
            return redirect(back)
    context = {
        "header_title": _("Samenvoegen"),
        "page_title": _("Samenvoegen"),
        "page_subtitle": str(loser),
        "header_icon": "duplicate",
        "term": loser,
        "uses": uses_of(loser),
        "form": form,
        "back": back,
    }
    return render(request, "practices/admin/merge.html", context)
