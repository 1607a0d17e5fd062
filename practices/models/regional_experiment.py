"""`RegionalExperiment`: parties in a region try something together."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from practices import panels
from practices.models.choices import Phase
from practices.models.entry import Entry
from practices.models.rules import SUBHEADING_FEATURES
from practices.models.story import Story


class RegionalExperiment(Story, Entry):
    type_slug = "experiment"
    type_label = _("Regionaal experiment")

    motto = models.CharField(_("motto"), max_length=150, blank=True)
    phase = models.CharField(_("fase"), max_length=20, choices=Phase, default=Phase.RUNNING)
    phase_reason = models.TextField(
        _("waarom gestopt"), blank=True, help_text=_("Nodig als het experiment is gestopt.")
    )
    covenant_signed_on = models.DateField(_("convenant getekend op"), null=True, blank=True)
    covenant = RichTextField(_("convenant"), blank=True, features=SUBHEADING_FEATURES)
    rules_in_the_way = RichTextField(
        _("regels die in de weg zitten"), blank=True, features=SUBHEADING_FEATURES
    )
    building_blocks_stated = models.PositiveIntegerField(
        _("aantal bouwstenen volgens de bron"), null=True, blank=True
    )

    is_creatable = True
    edit_handler = panels.regional_experiment_handler()

    class Meta:
        verbose_name = _("regionaal experiment")
        verbose_name_plural = _("regionale experimenten")
        constraints = [
            models.CheckConstraint(
                name="experiment_stopped_with_reason",
                condition=~Q(phase=Phase.STOPPED) | ~Q(phase_reason=""),
                violation_error_message=_("Schrijf op waarom het experiment is gestopt."),
            )
        ]
