"""Regions: the tree country › province › health region › municipality, and named areas."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from practices.models.choices import RegionKind
from practices.models.naming import Named

COUNTRY_CODE = "NL"
# The kind that a region stands below. A step up each time, so that no region is above itself.
PARENT_KIND = {
    RegionKind.PROVINCE: RegionKind.COUNTRY,
    RegionKind.HEALTH_REGION: RegionKind.PROVINCE,
    RegionKind.MUNICIPALITY: RegionKind.HEALTH_REGION,
}


class Region(Named, ClusterableModel):
    """A place that an entry can be about.

    Names are not unique (Groningen is a province, a health region and a municipality);
    codes are. Official codes come from `data/regions.csv`; a named area such as
    "Oost-Drenthe" gets a code of its own and has municipalities as members. The other
    names of a municipality are the places in it.
    """

    code = models.CharField(
        _("code"),
        max_length=30,
        unique=True,
        blank=True,
        help_text=_("CBS-code; leeg bij een gebied, dan maken wij er een uit de naam."),
    )
    kind = models.CharField(_("soort"), max_length=20, choices=RegionKind, default=RegionKind.AREA)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("valt onder"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    members = ParentalManyToManyField(
        "self",
        verbose_name=_("gemeenten in dit gebied"),
        symmetrical=False,
        blank=True,
        related_name="areas",
        limit_choices_to={"kind": RegionKind.MUNICIPALITY},
        help_text=_("Alleen voor een gebied."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("aliases"),
        FieldPanel("members"),
        FieldPanel("parent"),
        FieldPanel("description"),
        FieldPanel("code"),
        FieldPanel("slug"),
    ]
    search_fields = [*Named.search_fields, index.FilterField("kind")]

    class Meta:
        verbose_name = _("regio")
        verbose_name_plural = _("regio's")
        ordering = ["name", "code"]
        constraints = [
            models.CheckConstraint(
                name="region_known_kind",
                condition=Q(kind__in=RegionKind.values),
                violation_error_message=_("Kies een soort uit de lijst."),
            ),
            models.CheckConstraint(
                name="region_area_has_no_parent",
                condition=~Q(kind__in=[RegionKind.AREA, RegionKind.COUNTRY])
                | Q(parent__isnull=True),
                violation_error_message=_(
                    "Een gebied valt niet onder een andere regio: kies zijn gemeenten."
                ),
            ),
            models.CheckConstraint(
                name="region_not_below_itself",
                condition=~Q(parent=models.F("pk")),
                violation_error_message=_("Een regio valt niet onder zichzelf."),
            ),
            models.CheckConstraint(
                name="region_official_has_parent",
                condition=Q(kind__in=[RegionKind.AREA, RegionKind.COUNTRY])
                | Q(parent__isnull=False),
                violation_error_message=_("Kies de regio waar deze onder valt."),
            ),
        ]

    def __str__(self) -> str:
        if self.kind in (RegionKind.AREA, RegionKind.COUNTRY):
            return self.name
        return f"{self.name} ({RegionKind(self.kind).word})"

    def clean(self) -> None:
        super().clean()
        above = PARENT_KIND.get(RegionKind(self.kind)) if self.kind in RegionKind.values else None
        if above and self.parent is not None and self.parent.kind != above:
            message = _("Een %(kind)s valt onder een %(above)s.") % {
                "kind": RegionKind(self.kind).word,
                "above": above.word,
            }
            raise ValidationError({"parent": message})

    def fill_in(self) -> None:
        super().fill_in()
        if not self.code:
            self.code = f"GB-{slugify(self.name)}"[:30]
