"""Challenge, approach and results: the story that practices and experiments tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField

from practices.models.rules import SUBHEADING_FEATURES


class Story(models.Model):
    challenge = RichTextField(_("uitdaging"), blank=True, features=SUBHEADING_FEATURES)
    approach = RichTextField(_("aanpak"), blank=True, features=SUBHEADING_FEATURES)
    results = RichTextField(_("resultaten"), blank=True, features=SUBHEADING_FEATURES)

    class Meta:
        abstract = True
