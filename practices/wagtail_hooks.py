"""The taxonomy in the admin: terms, regions and organisations, each with its own list."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

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


class TermViewSet(SnippetViewSet):
    """What every list of terms has in common."""

    search_backend_name = None  # looks in the fields below, other names included
    list_display = ["name", "slug", "order"]
    search_fields = ["name", "aliases", "description"]
    ordering = ["order", "name"]
    copy_view_enabled = False


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


class RegionViewSet(SnippetViewSet):
    model = Region
    icon = "site"
    search_backend_name = None
    list_display = ["name", "kind", "code", "parent"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases", "code"]
    ordering = ["name", "code"]
    copy_view_enabled = False


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "home"
    search_backend_name = None
    list_display = ["name", "kind", "municipality", "is_example"]
    list_filter = ["kind", "is_example"]
    search_fields = ["name", "aliases"]
    ordering = ["name"]
    copy_view_enabled = False


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
        GlossaryViewSet,
    )


register_snippet(TaxonomyViewSetGroup)
