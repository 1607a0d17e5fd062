"""`Entry`: what every training, best practice and experiment has in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.fields import RichTextField
from wagtail.models import Page

from practices.models.rules import SUBHEADING_FEATURES, period_constraint, short_summary


class EntryTag(TaggedItemBase):
    content_object = ParentalKey(
        "practices.Entry", on_delete=models.CASCADE, related_name="tagged_items"
    )


class EntryForm(WagtailAdminPageForm):
    """The editor's form. Says in words what the database would refuse across lists."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        relations = self.formsets.get("relations")
        for row in relations.forms if relations is not None else []:
            # A row does not know its own entry yet; only here are both sides at hand.
            target = row.cleaned_data.get("target") if row.is_valid() else None
            if target is not None and target.pk == self.instance.pk:
                row.add_error("target", _("Een vermelding kan niet naar zichzelf verwijzen."))
        return cleaned


class Entry(Page):
    """One table for what all entries share, so that networks, facets and subscriptions ask one.

    Concrete (multi-table) on purpose; editors only make its subclasses.
    """

    # The value of `soort` in addresses; None on the shared table itself.
    type_slug: ClassVar[str | None] = None
    type_label: ClassVar[Any] = _("Vermelding")

    summary = models.TextField(
        _("samenvatting"),
        max_length=1200,
        validators=[short_summary],
        help_text=_("In gewone taal, ongeveer 100 woorden. Staat op kaarten, in mails en feeds."),
    )
    lead_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("beeld"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_image_alt = models.CharField(
        _("beschrijving van het beeld"),
        max_length=250,
        blank=True,
        help_text=_("Wat is er te zien? Leeg als het beeld niets toevoegt."),
    )
    lead_image_credit = models.CharField(_("maker van het beeld"), max_length=150, blank=True)
    project_name = models.CharField(
        _("naam van het project"),
        max_length=200,
        blank=True,
        help_text=_("Als die anders is dan de titel."),
    )
    project_number = models.CharField(_("projectnummer"), max_length=50, blank=True)
    background = RichTextField(_("achtergrond"), blank=True, features=SUBHEADING_FEATURES)

    sectors = ParentalManyToManyField(
        "practices.Sector", verbose_name=_("sectoren"), blank=True, related_name="entries"
    )
    regions = ParentalManyToManyField(
        "practices.Region",
        verbose_name=_("werkgebied"),
        blank=True,
        related_name="entries",
        help_text=_("Waar dit over gaat, los van waar een organisatie haar kantoor heeft."),
    )
    themes = ParentalManyToManyField(
        "practices.Theme", verbose_name=_("thema's"), blank=True, related_name="entries"
    )
    audiences = ParentalManyToManyField(
        "practices.Audience", verbose_name=_("doelgroepen"), blank=True, related_name="entries"
    )
    programmes = ParentalManyToManyField(
        "practices.Programme", verbose_name=_("programma's"), blank=True, related_name="entries"
    )
    dossiers = ParentalManyToManyField(
        "practices.Dossier", verbose_name=_("dossiers"), blank=True, related_name="entries"
    )
    tags = ClusterTaggableManager(through=EntryTag, blank=True, verbose_name=_("trefwoorden"))

    start_date = models.DateField(_("begin"), null=True, blank=True)
    end_date = models.DateField(_("einde"), null=True, blank=True)
    period_text = models.CharField(
        _("periode in woorden"), max_length=120, blank=True, help_text=_("Als er geen datum is.")
    )

    lead_organisation = models.ForeignKey(
        "practices.Organisation",
        verbose_name=_("trekker"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="led_entries",
    )
    partners_stated = models.PositiveIntegerField(
        _("aantal partners volgens de bron"),
        null=True,
        blank=True,
        help_text=_("Als de bron een aantal noemt dat groter is dan wie hier bij naam staat."),
    )

    preconditions = RichTextField(_("randvoorwaarden"), blank=True, features=SUBHEADING_FEATURES)
    lessons_learned = RichTextField(_("geleerde lessen"), blank=True, features=SUBHEADING_FEATURES)
    next_steps = RichTextField(_("hoe het verdergaat"), blank=True, features=SUBHEADING_FEATURES)

    source_name = models.CharField(_("bron"), max_length=200, blank=True)
    source_url = models.URLField(_("adres van de bron"), blank=True)
    source_date = models.DateField(_("datum van de bron"), null=True, blank=True)
    contact_name = models.CharField(
        _("contact"), max_length=150, blank=True, help_text=_("Een functie, team of organisatie.")
    )
    contact_email = models.EmailField(_("e-mail van het contact"), blank=True)
    contact_url = models.URLField(_("contactpagina"), blank=True)

    confirmed_on = models.DateField(_("laatst bevestigd op"), null=True, blank=True)
    review_on = models.DateField(_("nakijken op"), null=True, blank=True)
    is_example = models.BooleanField(
        _("voorbeeld"),
        default=False,
        help_text=_("Een verzonnen vermelding; dat staat er dan bij."),
    )
    external_id = models.CharField(
        _("kenmerk bij de bron"),
        max_length=100,
        null=True,
        blank=True,
        unique=True,
        help_text=_("Hieraan herkent een volgende import deze vermelding."),
    )

    base_form_class = EntryForm
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["practices.LearningNetwork"]
    subpage_types: ClassVar[list[str]] = []
    # A copy is another entry: it is not what the source knows by this identifier.
    exclude_fields_in_copy: ClassVar[list[str]] = ["external_id"]
    template = "practices/entry.html"

    class Meta:
        verbose_name = _("vermelding")
        verbose_name_plural = _("vermeldingen")
        constraints = [
            period_constraint("entry_period"),
            models.CheckConstraint(
                name="entry_review_after_confirmation",
                condition=models.Q(confirmed_on__isnull=True)
                | models.Q(review_on__isnull=True)
                | models.Q(review_on__gte=models.F("confirmed_on")),
                violation_error_message=_("Nakijken kan niet voor de dag van bevestiging liggen."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        # An empty identifier is no identifier; only NULL may stand more than once.
        self.external_id = self.external_id or None

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.external_id = self.external_id or None
        return super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """This page as a draft or an old revision has it, with the terms of now."""
        from practices.drafts import present_terms

        return super().with_content_json(present_terms(self.specific_class, content))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the page, unless it expired and the clock-driven unpublishing has yet to run."""
        from practices.visibility import has_expired

        if has_expired(self):
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from practices.pages.entry import entry_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(entry_context(self, request))
        return context
