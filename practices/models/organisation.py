"""Organisations: who leads, provides, pays or takes part."""

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from practices.models.choices import OrganisationKind, RegionKind
from practices.models.naming import Named


class Organisation(Named):
    """An organisation. Its office (`municipality`) says nothing about where entries apply."""

    kind = models.CharField(
        _("soort"), max_length=20, choices=OrganisationKind, default=OrganisationKind.OTHER
    )
    website = models.URLField(_("website"), blank=True)
    municipality = models.ForeignKey(
        "practices.Region",
        verbose_name=_("gemeente van het kantoor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
        limit_choices_to={"kind": RegionKind.MUNICIPALITY},
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_example = models.BooleanField(
        _("voorbeeld"), default=False, help_text=_("Een verzonnen organisatie.")
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("description"),
        FieldPanel("website"),
        FieldPanel("municipality"),
        FieldPanel("logo"),
        FieldPanel("aliases"),
        FieldPanel("is_example"),
        FieldPanel("slug"),
    ]
    search_fields = [*Named.search_fields, index.FilterField("kind")]

    class Meta:
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="organisation_name_once",
                violation_error_message=_("Deze organisatie staat er al."),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])
