"""Deleting a term in the admin: what it stands on, and who notices, is said first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.snippets.views.snippets import DeleteView

from practices.merge_views import may_merge, merge_url
from practices.uses import uses_of


class TermDeleteView(DeleteView):
    """Asks once more, with what the term is used for."""

    @property
    def confirmation_message(self) -> str:
        """The question."""
        return _("Dit kan niet ongedaan worden gemaakt. Wilt u “%(name)s” verwijderen?") % {
            "name": self.object
        }

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Sentences about its use, and where it can be merged instead."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["uses"] = uses_of(self.object)
        if may_merge(self.request.user, self.model):
            context["merge_url"] = merge_url(self.object)
        return context
