"""The pages that are not entries: home, learning networks, and pages of plain text."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from practices.models.rules import SUBHEADING_FEATURES

# First parts of addresses that the platform itself answers; a page below home cannot take them.
RESERVED_SLUGS = frozenset(
    [
        "admin",
        "api",
        "beheer",
        "begrippen",
        "django-admin",
        "documents",
        "gezond",
        "media",
        "organisatie",
        "regio",
        "robots",
        "sector",
        "sitemap",
        "static",
        "thema",
        "volgen",
        "zoeken",
    ]
)


class TopLevelPage(Page):
    """A page directly below home: its slug may not hide an address of the platform."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": _("Dit adres gebruikt het platform zelf. Kies een ander.")}
            )


class HomePage(Page):
    introduction = models.CharField(
        _("zin die zegt wat dit is"),
        max_length=250,
        default="Vind scholingen, praktijkvoorbeelden en experimenten van regionale leernetwerken.",
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("introduction")]
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["practices.LearningNetwork", "practices.InfoPage"]
    template = "practices/home.html"

    class Meta:
        verbose_name = _("startpagina")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from practices.pages.home import home_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(home_context(self, request))
        return context


class LearningNetwork(TopLevelPage):
    """A learning network owns a part of the page tree: its entries stand below it."""

    region = models.ForeignKey(
        "practices.Region",
        verbose_name=_("regio"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="networks",
    )
    introduction = RichTextField(_("inleiding"), blank=True, features=SUBHEADING_FEATURES)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_url = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("region"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_email"), FieldPanel("contact_url")],
            heading=_("Contact"),
        ),
        FieldPanel("logo"),
    ]
    parent_page_types: ClassVar[list[str]] = ["practices.HomePage"]
    subpage_types: ClassVar[list[str]] = [
        "practices.Training",
        "practices.BestPractice",
        "practices.RegionalExperiment",
    ]
    template = "practices/network.html"

    class Meta:
        verbose_name = _("leernetwerk")
        verbose_name_plural = _("leernetwerken")

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """This page as a draft or an old revision has it, with the region of now."""
        from practices.drafts import present_terms

        return super().with_content_json(present_terms(LearningNetwork, content))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from practices.pages.network import network_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(network_context(self, request))
        return context


class InfoPage(TopLevelPage):
    """A page of text, such as the privacy statement; those in the menu stand in the footer."""

    body = RichTextField(
        _("tekst"),
        blank=True,
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"],
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["practices.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "practices/info.html"

    class Meta:
        verbose_name = _("tekstpagina")
        verbose_name_plural = _("tekstpagina's")
