"""The taxonomy in the admin: terms, regions and organisations, each with its own list."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from practices.merge_views import may_merge, merge_url, merge_view
from practices.models import (
    Audience,
    Dossier,
    GlossaryTerm,
    Organisation,
    Programme,
    Region,
    Sector,
    Theme,
)
from practices.term_views import TermDeleteView


class ListViewSet(SnippetViewSet):
    """What every list that entries are tagged with has in common."""

    search_backend_name = None  # looks in the search fields, other names included
    copy_view_enabled = False
    delete_view_class = TermDeleteView
    delete_template_name = "practices/admin/delete_term.html"


class TermViewSet(ListViewSet):
    """A list of terms in an order of its own."""

    list_display = ["name", "slug", "order"]
    search_fields = ["name", "aliases", "description"]
    ordering = ["order", "name"]


class SectorViewSet(TermViewSet):
    model = Sector
    icon = "folder-open-inverse"


class ThemeViewSet(TermViewSet):
    model = Theme
    icon = "tag"


class AudienceViewSet(TermViewSet):
    model = Audience
    icon = "group"


class ProgrammeViewSet(TermViewSet):
    model = Programme
    icon = "form"


class DossierViewSet(TermViewSet):
    model = Dossier
    icon = "folder"


class RegionViewSet(ListViewSet):
    model = Region
    icon = "site"
    list_display = ["name", "kind", "code", "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases", "code"]
    ordering = ["name", "code"]


class OrganisationViewSet(ListViewSet):
    model = Organisation
    icon = "home"
    list_display = ["name", "kind", "municipality", "is_example"]
    list_filter = ["kind", "is_example"]
    search_fields = ["name", "aliases"]
    ordering = ["name"]


class TagViewSet(ListViewSet):
    """The free words that editors give entries; made while editing, and tidied here."""

    model = Tag
    icon = "tag"
    menu_label = _("Trefwoorden")
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    panels = [FieldPanel("name"), FieldPanel("slug")]


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    search_backend_name = None
    list_display = ["term", "abbreviation", "explanation"]
    search_fields = ["term", "abbreviation", "synonyms"]
    ordering = ["term"]
    copy_view_enabled = False


class TaxonomyViewSetGroup(SnippetViewSetGroup):
    """One place in the menu for all that entries are tagged with."""

    menu_label = _("Indeling")
    menu_icon = "list-ul"
    menu_order = 200
    items = (
        SectorViewSet,
        ThemeViewSet,
        AudienceViewSet,
        RegionViewSet,
        ProgrammeViewSet,
        DossierViewSet,
        OrganisationViewSet,
        TagViewSet,
        GlossaryViewSet,
    )


register_snippet(TaxonomyViewSetGroup)


@hooks.register("register_admin_urls")
def merge_urls() -> list[URLPattern]:
    """The page to merge a term with another."""
    return [path("samenvoegen/<slug:name>/<int:pk>/", merge_view, name="merge_term")]


@hooks.register("register_snippet_listing_buttons")
def merge_button(term: Model, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """A way there from every list of terms, for who may."""
    url = merge_url(term)
    if url and may_merge(user, type(term)):
        yield Button(_("Samenvoegen met…"), url, icon_name="duplicate", priority=60)
