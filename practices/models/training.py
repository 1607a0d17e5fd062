"""`Training`: something to learn, with the sessions in which it is given."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from practices import panels
from practices.models.choices import RegionKind, SessionStatus, TrainingForm, TrainingLevel
from practices.models.entry import Entry
from practices.models.rules import SUBHEADING_FEATURES, period_constraint


class Training(Entry):
    type_slug = "scholing"
    type_label = _("Scholing")

    provider = models.ForeignKey(
        "practices.Organisation",
        verbose_name=_("aanbieder"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="trainings",
    )
    form = models.CharField(_("vorm"), max_length=20, choices=TrainingForm, blank=True)
    study_load = models.DecimalField(
        _("studielast in uren"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    price = models.DecimalField(
        _("prijs in euro"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("0 is gratis; leeg is onbekend."),
    )
    language = models.CharField(_("taal"), max_length=50, blank=True)
    level = models.CharField(_("niveau"), max_length=20, choices=TrainingLevel, blank=True)
    learning_goals = RichTextField(_("leerdoelen"), blank=True, features=SUBHEADING_FEATURES)
    certificate = models.CharField(_("bewijs van deelname"), max_length=150, blank=True)

    is_creatable = True
    edit_handler = panels.training_handler()

    class Meta:
        verbose_name = _("scholing")
        verbose_name_plural = _("scholingen")
        constraints = [
            models.CheckConstraint(
                name="training_price_not_negative",
                condition=Q(price__isnull=True) | Q(price__gte=0),
                violation_error_message=_("Een prijs is nul of meer."),
            ),
            models.CheckConstraint(
                name="training_study_load_not_negative",
                condition=Q(study_load__isnull=True) | Q(study_load__gte=0),
                violation_error_message=_("Een studielast is nul uur of meer."),
            ),
        ]


class Accreditation(Orderable):
    """Points that a professional register gives for a training."""

    training = ParentalKey(Training, on_delete=models.CASCADE, related_name="accreditations")
    register = models.CharField(_("register"), max_length=120)
    points = models.DecimalField(_("punten"), max_digits=6, decimal_places=1, null=True, blank=True)
    identifier = models.CharField(_("accreditatienummer"), max_length=80, blank=True)
    valid_until = models.DateField(_("geldig tot en met"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("register"), FieldPanel("points")]),
        FieldRowPanel([FieldPanel("identifier"), FieldPanel("valid_until")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("accreditatie")
        verbose_name_plural = _("accreditaties")
        constraints = [
            models.UniqueConstraint(
                fields=["training", "register"],
                name="accreditation_once_per_register",
                violation_error_message=_("Dit register staat er al."),
            ),
            models.CheckConstraint(
                name="accreditation_points_not_negative",
                condition=Q(points__isnull=True) | Q(points__gte=0),
                violation_error_message=_("Punten zijn nul of meer."),
            ),
        ]


class Session(Orderable):
    """One time a training is given ("uitvoering")."""

    SAME_BY = "start"  # what tells an import that it is the same session, whatever else changed

    training = ParentalKey(Training, on_delete=models.CASCADE, related_name="sessions")
    start = models.DateTimeField(_("begin"))
    end = models.DateTimeField(_("einde"), null=True, blank=True)
    place = models.CharField(_("plaats"), max_length=150, blank=True)
    municipality = models.ForeignKey(
        "practices.Region",
        verbose_name=_("gemeente"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
        limit_choices_to={"kind": RegionKind.MUNICIPALITY},
    )
    places_left = models.PositiveIntegerField(_("plaatsen vrij"), null=True, blank=True)
    sign_up_url = models.URLField(_("adres om aan te melden"), blank=True)
    status = models.CharField(
        _("stand"), max_length=20, choices=SessionStatus, default=SessionStatus.OPEN
    )

    panels = [
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
        FieldRowPanel([FieldPanel("place"), FieldPanel("municipality")]),
        FieldRowPanel([FieldPanel("status"), FieldPanel("places_left")]),
        FieldPanel("sign_up_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("uitvoering")
        verbose_name_plural = _("uitvoeringen")
        constraints = [
            period_constraint("session_period", "start", "end"),
            models.CheckConstraint(
                name="session_full_has_no_places",
                condition=~Q(status=SessionStatus.FULL)
                | Q(places_left__isnull=True)
                | Q(places_left=0),
                violation_error_message=_("Een volle uitvoering heeft geen plaatsen vrij."),
            ),
        ]
        indexes = [models.Index(F("start"), name="session_start")]

    @property
    def where(self) -> str:
        """Place and municipality in one line; one that the place names is not repeated."""
        municipality = self.municipality.name if self.municipality else ""
        parts = [self.place] if municipality in self.place else [self.place, municipality]
        return ", ".join(part for part in parts if part)

    @property
    def is_past(self) -> bool:
        """Whether it is over: its end, or without one its start, lies behind us."""
        return (self.end or self.start) < timezone.now()
