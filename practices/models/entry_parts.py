"""The ordered lists that every entry can have.

Each list is a child table of `Entry`, edited inline, drafted and published with its page.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from practices.models.choices import ActivityMethod, Direction, PartnerRole, RelationKind
from practices.models.rules import SUBHEADING_FEATURES, period_constraint


class Partner(ClusterableModel, Orderable):
    """An organisation, or a group without a name of its own, in one role."""

    entry = ParentalKey("practices.Entry", on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(
        "practices.Organisation",
        verbose_name=_("organisatie"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="partnerships",
    )
    group_name = models.CharField(
        _("of een groep"),
        max_length=150,
        blank=True,
        help_text=_("Zonder eigen naam, zoals vrijwilligers of woningcorporaties."),
    )
    role = models.CharField(
        _("rol"), max_length=30, choices=PartnerRole, default=PartnerRole.PARTNER
    )
    sectors = ParentalManyToManyField(
        "practices.Sector", verbose_name=_("brengt in vanuit"), blank=True
    )

    panels = [
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("group_name")]),
        FieldPanel("role"),
        FieldPanel("sectors"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "organisation", "role"],
                name="partner_once_per_role",
                violation_error_message=_("Deze organisatie staat er al in deze rol."),
            ),
            models.CheckConstraint(
                name="partner_organisation_or_group",
                condition=(Q(organisation__isnull=False) & Q(group_name=""))
                | (Q(organisation__isnull=True) & ~Q(group_name="")),
                violation_error_message=_(
                    "Kies een organisatie of vul een groep in, een van de twee."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name people read, of the organisation or of the group."""
        return self.organisation.name if self.organisation else self.group_name


class Activity(Orderable):
    """Something that was or will be done: twenty kitchen-table talks in spring 2012."""

    entry = ParentalKey("practices.Entry", on_delete=models.CASCADE, related_name="activities")
    method = models.CharField(
        _("soort"), max_length=30, choices=ActivityMethod, default=ActivityMethod.OTHER
    )
    text = models.TextField(_("wat"))
    number = models.PositiveIntegerField(_("aantal"), null=True, blank=True)
    start_date = models.DateField(_("begin"), null=True, blank=True)
    end_date = models.DateField(_("einde"), null=True, blank=True)
    period_text = models.CharField(
        _("wanneer, in woorden"), max_length=100, blank=True, help_text=_("Zoals: voorjaar 2012.")
    )

    panels = [
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("method"), FieldPanel("number")]),
        FieldRowPanel(
            [FieldPanel("start_date"), FieldPanel("end_date"), FieldPanel("period_text")]
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("activiteit")
        verbose_name_plural = _("activiteiten")
        constraints = [period_constraint("activity_period")]


class Outcome(Orderable):
    """What came of it: an indicator with a value, or only the direction it moved in."""

    entry = ParentalKey("practices.Entry", on_delete=models.CASCADE, related_name="outcomes")
    indicator = models.CharField(_("wat is gemeten"), max_length=200)
    value = models.DecimalField(_("waarde"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(
        _("eenheid"), max_length=80, blank=True, help_text=_("Zoals: cliënten, uur per week, %.")
    )
    direction = models.CharField(_("richting"), max_length=20, choices=Direction, blank=True)
    baseline = models.DecimalField(
        _("beginwaarde"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    measured_on = models.DateField(_("gemeten op"), null=True, blank=True)
    note = models.CharField(_("toelichting"), max_length=300, blank=True)
    source_name = models.CharField(_("bron"), max_length=200, blank=True)
    source_url = models.URLField(_("adres van de bron"), blank=True)

    panels = [
        FieldPanel("indicator"),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldRowPanel([FieldPanel("direction"), FieldPanel("baseline")]),
        FieldPanel("note"),
        FieldRowPanel([FieldPanel("measured_on"), FieldPanel("source_name")]),
        FieldPanel("source_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("opbrengst")
        verbose_name_plural = _("opbrengsten")
        constraints = [
            models.CheckConstraint(
                name="outcome_value_or_direction",
                condition=Q(value__isnull=False) | ~Q(direction=""),
                violation_error_message=_("Vul een waarde in of kies een richting."),
            )
        ]


class Dilemma(Orderable):
    entry = ParentalKey("practices.Entry", on_delete=models.CASCADE, related_name="dilemmas")
    question = models.TextField(_("dilemma"))
    handling = models.TextField(_("hoe ermee is omgegaan"), blank=True)

    panels = [FieldPanel("question"), FieldPanel("handling")]

    class Meta(Orderable.Meta):
        verbose_name = _("dilemma")
        verbose_name_plural = _("dilemma's")


class Quote(Orderable):
    """Words of somebody, with the function they spoke from. Names are not needed."""

    entry = ParentalKey("practices.Entry", on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField(_("citaat"))
    speaker = models.CharField(
        _("functie van de spreker"),
        max_length=150,
        blank=True,
        help_text=_("Een functie, geen naam: adviseur welzijn van de gemeente."),
    )

    panels = [FieldPanel("text"), FieldPanel("speaker")]

    class Meta(Orderable.Meta):
        verbose_name = _("citaat")
        verbose_name_plural = _("citaten")


class ReportContent(models.Model):
    """What a report and an item in it share: text, a document or an address."""

    title = models.CharField(_("titel"), max_length=200)
    text = RichTextField(_("tekst"), blank=True, features=SUBHEADING_FEATURES)
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    url = models.URLField(_("adres"), blank=True)
    forthcoming = models.BooleanField(_("verschijnt nog"), default=False)

    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("document"), FieldPanel("url")]),
        FieldPanel("forthcoming"),
    ]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Report(ReportContent, ClusterableModel, Orderable):
    """A report ("Verslag") that folds open and may hold items that fold open too."""

    entry = ParentalKey("practices.Entry", on_delete=models.CASCADE, related_name="reports")

    panels = [
        *ReportContent.panels,
        InlinePanel("items", label=_("onderdeel"), heading=_("Onderdelen")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("verslag")
        verbose_name_plural = _("verslagen")


class ReportItem(ReportContent, Orderable):
    report = ParentalKey(Report, on_delete=models.CASCADE, related_name="items")

    class Meta(Orderable.Meta):
        verbose_name = _("onderdeel van een verslag")
        verbose_name_plural = _("onderdelen van een verslag")


class Link(Orderable):
    """An address under "Meer weten"."""

    entry = ParentalKey("practices.Entry", on_delete=models.CASCADE, related_name="links")
    title = models.CharField(_("titel"), max_length=200)
    url = models.URLField(_("adres"))

    panels = [FieldRowPanel([FieldPanel("title"), FieldPanel("url")])]

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")


class Relation(Orderable):
    """How this entry hangs together with another one."""

    entry = ParentalKey("practices.Entry", on_delete=models.CASCADE, related_name="relations")
    target = models.ForeignKey(
        "practices.Entry",
        verbose_name=_("andere vermelding"),
        on_delete=models.CASCADE,
        related_name="incoming_relations",
    )
    kind = models.CharField(
        _("verband"), max_length=20, choices=RelationKind, default=RelationKind.RELATED
    )

    panels = [FieldRowPanel([FieldPanel("kind"), FieldPanel("target")])]

    class Meta(Orderable.Meta):
        verbose_name = _("verwante vermelding")
        verbose_name_plural = _("verwante vermeldingen")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "target", "kind"],
                name="relation_once",
                violation_error_message=_("Dit verband staat er al."),
            ),
            models.CheckConstraint(
                name="relation_not_to_itself",
                condition=~Q(entry=models.F("target")),
                violation_error_message=_("Een vermelding kan niet naar zichzelf verwijzen."),
            ),
        ]
