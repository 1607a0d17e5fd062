"""The ordered lists that only a regional experiment has."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from practices.models.choices import (
    ActionStatus,
    BlockStatus,
    GoalCategory,
    GoalLevel,
    RegionKind,
    ScalingStatus,
)
from practices.models.regional_experiment import RegionalExperiment
from practices.models.rules import SUBHEADING_FEATURES


class Scaling(Orderable):
    """Where the experiment stands in one municipality, and since when."""

    experiment = ParentalKey(RegionalExperiment, on_delete=models.CASCADE, related_name="scalings")
    municipality = models.ForeignKey(
        "practices.Region",
        verbose_name=_("gemeente"),
        on_delete=models.PROTECT,
        related_name="scalings",
        limit_choices_to={"kind": RegionKind.MUNICIPALITY},
    )
    status = models.CharField(
        _("stand"), max_length=20, choices=ScalingStatus, default=ScalingStatus.EXPLORING
    )
    since = models.DateField(_("sinds"), null=True, blank=True)
    note = models.CharField(_("toelichting"), max_length=250, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("municipality"), FieldPanel("status")]),
        FieldRowPanel([FieldPanel("since"), FieldPanel("note")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("verbreding naar een gemeente")
        verbose_name_plural = _("verbreding per gemeente")
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "municipality"],
                name="scaling_once_per_municipality",
                violation_error_message=_("Deze gemeente staat er al."),
            )
        ]


class Budget(Orderable):
    """Money: whose, how much, and whether it went into one pot with that of others."""

    experiment = ParentalKey(RegionalExperiment, on_delete=models.CASCADE, related_name="budgets")
    organisation = models.ForeignKey(
        "practices.Organisation",
        verbose_name=_("van"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    description = models.CharField(_("welk geld"), max_length=200)
    amount = models.DecimalField(
        _("bedrag in euro"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    pooled = models.BooleanField(_("samengevoegd met geld van anderen"), default=False)

    panels = [
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("organisation"), FieldPanel("amount")]),
        FieldPanel("pooled"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("budget")
        verbose_name_plural = _("budgetten")
        constraints = [
            models.CheckConstraint(
                name="budget_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message=_("Een bedrag is nul of meer."),
            )
        ]


class Goal(Orderable):
    experiment = ParentalKey(RegionalExperiment, on_delete=models.CASCADE, related_name="goals")
    category = models.CharField(
        _("soort doel"), max_length=20, choices=GoalCategory, default=GoalCategory.OTHER
    )
    level = models.CharField(
        _("hoofd- of subdoel"), max_length=10, choices=GoalLevel, default=GoalLevel.MAIN
    )
    title = models.CharField(_("doel"), max_length=250)
    measures = RichTextField(_("maatregelen"), blank=True, features=["bold", "ul", "ol", "link"])

    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("category"), FieldPanel("level")]),
        FieldPanel("measures"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("doel")
        verbose_name_plural = _("doelen")


class BuildingBlock(ClusterableModel, Orderable):
    """One of the pieces that a programme was cut into, with who leads it and where it stands."""

    experiment = ParentalKey(
        RegionalExperiment, on_delete=models.CASCADE, related_name="building_blocks"
    )
    title = models.CharField(_("bouwsteen"), max_length=200)
    status = models.CharField(
        _("stand"), max_length=20, choices=BlockStatus, default=BlockStatus.UNKNOWN
    )
    leads = ParentalManyToManyField(
        "practices.Organisation", verbose_name=_("trekkers"), blank=True
    )
    text = RichTextField(_("tekst"), blank=True, features=SUBHEADING_FEATURES)

    panels = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("status")]),
        FieldPanel("leads"),
        FieldPanel("text"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("bouwsteen")
        verbose_name_plural = _("bouwstenen")
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "title"],
                name="building_block_once",
                violation_error_message=_("Deze bouwsteen staat er al."),
            )
        ]


class WorkingGroup(Orderable):
    experiment = ParentalKey(
        RegionalExperiment, on_delete=models.CASCADE, related_name="working_groups"
    )
    name = models.CharField(_("werkgroep"), max_length=200)
    text = models.TextField(_("wat zij doet"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("werkgroep")
        verbose_name_plural = _("werkgroepen")


class Action(Orderable):
    experiment = ParentalKey(RegionalExperiment, on_delete=models.CASCADE, related_name="actions")
    text = models.TextField(_("actie"))
    who = models.CharField(_("wie"), max_length=200, blank=True)
    status = models.CharField(
        _("stand"), max_length=20, choices=ActionStatus, default=ActionStatus.RUNNING
    )

    panels = [FieldPanel("text"), FieldRowPanel([FieldPanel("who"), FieldPanel("status")])]

    class Meta(Orderable.Meta):
        verbose_name = _("actie")
        verbose_name_plural = _("acties")
