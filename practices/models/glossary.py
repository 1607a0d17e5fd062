"""The glossary: terms of the field, what they mean, and what else they are called."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.search import index

MAX_FORMS = 20  # synonyms of one kind; a query is widened with all of them
MAX_FORM_LENGTH = 100
MAX_FORM_WORDS = 8


class GlossaryTerm(index.Indexed, models.Model):
    """A term with its abbreviation and explanation.

    `synonyms` mean the same: who looks for one of them finds them all. `narrower` works one
    way: who looks for the term finds these too, and not the other way round.
    """

    term = models.CharField(_("begrip"), max_length=MAX_FORM_LENGTH)
    abbreviation = models.CharField(_("afkorting"), max_length=30, blank=True)
    explanation = models.TextField(
        _("uitleg"), max_length=600, help_text=_("Een of twee zinnen in gewone taal.")
    )
    synonyms = models.TextField(
        _("andere woorden voor hetzelfde"),
        blank=True,
        max_length=2_500,
        help_text=_("Elk op een eigen regel. Wie het ene woord zoekt, vindt ook het andere."),
    )
    narrower = models.TextField(
        _("zoek ook op"),
        blank=True,
        max_length=2_500,
        help_text=_("Elk op een eigen regel. Werkt één kant op: van het begrip naar deze woorden."),
    )

    panels = [
        FieldRowPanel([FieldPanel("term"), FieldPanel("abbreviation")]),
        FieldPanel("explanation"),
        FieldPanel("synonyms"),
        FieldPanel("narrower"),
    ]
    search_fields = [
        index.SearchField("term"),
        index.SearchField("abbreviation"),
        index.AutocompleteField("term"),
        index.AutocompleteField("abbreviation"),
    ]

    class Meta:
        verbose_name = _("begrip")
        verbose_name_plural = _("begrippen")
        ordering = [Lower("term")]
        constraints = [
            models.UniqueConstraint(
                Lower("term"),
                name="glossary_term_once",
                violation_error_message=_("Dit begrip staat er al."),
            ),
            models.UniqueConstraint(
                Lower("abbreviation"),
                condition=~models.Q(abbreviation=""),
                name="glossary_abbreviation_once",
                violation_error_message=_("Deze afkorting hoort al bij een ander begrip."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.abbreviation})" if self.abbreviation else self.term

    @property
    def slug(self) -> str:
        """The anchor of the term on the page of terms."""
        return slugify(self.abbreviation or self.term)

    @property
    def synonym_list(self) -> list[str]:
        """The synonyms, one an item."""
        return _lines(self.synonyms)

    @property
    def narrower_list(self) -> list[str]:
        """The narrower words, one an item."""
        return _lines(self.narrower)

    def clean(self) -> None:
        super().clean()
        errors = {
            name: message
            for name in ("term", "abbreviation", "synonyms", "narrower")
            if (message := self._wrong_with(name))
        }
        if errors:
            raise ValidationError(errors)

    def _wrong_with(self, name: str) -> str:
        forms = _lines(getattr(self, name))
        own = {self.term.casefold(), self.abbreviation.casefold()} if name != "term" else set()
        if name == "abbreviation":
            own = {self.term.casefold()}
        for form in forms:
            if len(form) > MAX_FORM_LENGTH or len(form.split()) > MAX_FORM_WORDS:
                return _("“%(form)s…” is te lang om op te zoeken.") % {"form": form[:30]}
            if not any(character.isalnum() for character in form):
                return _("“%(form)s” heeft geen letter of cijfer.") % {"form": form}
            if form.casefold() in own:
                return _("“%(form)s” is het begrip zelf.") % {"form": form}
        if len(forms) > MAX_FORMS:
            return _("Dit zijn er meer dan %(limit)d.") % {"limit": MAX_FORMS}
        return ""

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, together with the new version of the vocabulary."""
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, together with the new version of the vocabulary."""
        return super().delete(*args, **kwargs)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
