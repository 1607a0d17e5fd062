"""`BestPractice`: what works somewhere, and what it takes to do it elsewhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from practices import panels
from practices.models.choices import EvidenceLevel
from practices.models.entry import Entry
from practices.models.rules import SUBHEADING_FEATURES
from practices.models.story import Story


class BestPractice(Story, Entry):
    type_slug = "praktijk"
    type_label = _("Praktijkvoorbeeld")

    evidence_level = models.CharField(
        _("bewijs"), max_length=20, choices=EvidenceLevel, default=EvidenceLevel.DESCRIBED
    )
    costs = RichTextField(_("kosten"), blank=True, features=SUBHEADING_FEATURES)
    transfer = RichTextField(_("zelf doen"), blank=True, features=SUBHEADING_FEATURES)

    is_creatable = True
    edit_handler = panels.best_practice_handler()

    class Meta:
        verbose_name = _("praktijkvoorbeeld")
        verbose_name_plural = _("praktijkvoorbeelden")
