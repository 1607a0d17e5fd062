"""The lists of terms that entries are tagged with."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from practices.models.naming import Named


class Term(Named):
    """A term of one list, unique by name and ordered as editors like it."""

    order = models.PositiveSmallIntegerField(
        _("volgorde"), default=100, help_text=_("Laag komt eerst; gelijk gaat op naam.")
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("aliases"),
        FieldPanel("description"),
        FieldPanel("order"),
        FieldPanel("slug"),
    ]

    class Meta:
        abstract = True
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="%(class)s_name_once",
                violation_error_message=_("Deze naam staat al in de lijst."),
            )
        ]


class Sector(Term):
    class Meta(Term.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectoren")


class Theme(Term):
    class Meta(Term.Meta):
        verbose_name = _("thema")
        verbose_name_plural = _("thema's")


class Audience(Term):
    class Meta(Term.Meta):
        verbose_name = _("doelgroep")
        verbose_name_plural = _("doelgroepen")


class Programme(Term):
    """A project line or financier under which an entry was made, such as a Regio Deal."""

    class Meta(Term.Meta):
        verbose_name = _("programma")
        verbose_name_plural = _("programma's")


class Dossier(Term):
    class Meta(Term.Meta):
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
