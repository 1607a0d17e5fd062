"""How an editor sees an entry: what every entry needs first, the rest grouped behind tabs."""

from django.forms import CheckboxSelectMultiple, SelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.models import Page


def _essentials() -> ObjectList:
    return ObjectList(
        [
            TitleFieldPanel("title"),
            FieldPanel("summary"),
            MultiFieldPanel(
                [
                    FieldPanel("sectors", widget=CheckboxSelectMultiple),
                    FieldPanel("regions", widget=SelectMultiple(attrs={"size": 14})),
                    FieldPanel("themes", widget=CheckboxSelectMultiple),
                    FieldPanel("audiences", widget=CheckboxSelectMultiple),
                    FieldPanel("tags"),
                ],
                heading=_("Waar gaat het over?"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("lead_organisation"),
                    FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                    FieldPanel("period_text"),
                ],
                heading=_("Wie en wanneer?"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("lead_image"),
                    FieldPanel("lead_image_alt"),
                    FieldPanel("lead_image_credit"),
                ],
                heading=_("Beeld"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_date")]),
                    FieldPanel("source_url"),
                    FieldPanel("contact_name"),
                    FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_url")]),
                    FieldRowPanel([FieldPanel("confirmed_on"), FieldPanel("review_on")]),
                ],
                heading=_("Bron, contact en bevestiging"),
            ),
        ],
        heading=_("Eerst dit"),
    )


def _story(*panels: Panel) -> ObjectList:
    return ObjectList(
        [
            *panels,
            FieldPanel("background"),
            InlinePanel("outcomes", label=_("opbrengst"), heading=_("Opbrengsten")),
            FieldPanel("preconditions"),
            FieldPanel("lessons_learned"),
            FieldPanel("next_steps"),
            InlinePanel("dilemmas", label=_("dilemma"), heading=_("Dilemma's")),
            InlinePanel("quotes", label=_("citaat"), heading=_("Citaten")),
        ],
        heading=_("Inhoud"),
    )


def _together() -> ObjectList:
    return ObjectList(
        [
            FieldPanel("partners_stated"),
            InlinePanel("partners", label=_("partner"), heading=_("Partners")),
            InlinePanel("activities", label=_("activiteit"), heading=_("Activiteiten")),
        ],
        heading=_("Samen"),
    )


def _more() -> ObjectList:
    return ObjectList(
        [
            InlinePanel("reports", label=_("verslag"), heading=_("Verslagen")),
            InlinePanel("links", label=_("link"), heading=_("Meer weten")),
            InlinePanel(
                "relations",
                label=_("verwante vermelding"),
                heading=_("Verwante vermeldingen"),
                panels=[
                    FieldPanel("kind"),
                    PageChooserPanel("target", page_type="practices.Entry"),
                ],
            ),
            MultiFieldPanel(
                [
                    FieldPanel("programmes", widget=CheckboxSelectMultiple),
                    FieldPanel("dossiers", widget=CheckboxSelectMultiple),
                    FieldRowPanel([FieldPanel("project_name"), FieldPanel("project_number")]),
                    FieldPanel("external_id"),
                    FieldPanel("is_example"),
                ],
                heading=_("Programma en project"),
            ),
        ],
        heading=_("Meer"),
    )


def _handler(*middle: ObjectList) -> TabbedInterface:
    return TabbedInterface(
        [
            _essentials(),
            *middle,
            _together(),
            _more(),
            ObjectList(Page.promote_panels, heading=_("Adres en zoekmachines")),
        ]
    )


_STORY_FIELDS = ("challenge", "approach", "results")


def training_handler() -> TabbedInterface:
    """The editor's form of a training."""
    return _handler(
        ObjectList(
            [
                FieldPanel("provider"),
                FieldRowPanel([FieldPanel("form"), FieldPanel("level")]),
                FieldRowPanel([FieldPanel("study_load"), FieldPanel("price")]),
                FieldRowPanel([FieldPanel("language"), FieldPanel("certificate")]),
                InlinePanel("sessions", label=_("uitvoering"), heading=_("Uitvoeringen")),
                InlinePanel("accreditations", label=_("accreditatie"), heading=_("Accreditatie")),
            ],
            heading=_("Scholing"),
        ),
        _story(FieldPanel("learning_goals")),
    )


def best_practice_handler() -> TabbedInterface:
    """The editor's form of a best practice."""
    return _handler(
        _story(*(FieldPanel(name) for name in _STORY_FIELDS)),
        ObjectList(
            [
                HelpPanel(
                    content=_(
                        "Beschreven: een ander kan ermee beginnen. Onderbouwd: er is uitgelegd "
                        "waarom het kan werken. Effectief: onderzoek laat zien dat het helpt."
                    )
                ),
                FieldPanel("evidence_level"),
                FieldPanel("costs"),
                FieldPanel("transfer"),
            ],
            heading=_("Bewijs en zelf doen"),
        ),
    )


def regional_experiment_handler() -> TabbedInterface:
    """The editor's form of a regional experiment."""
    return _handler(
        _story(
            FieldPanel("motto"),
            *(FieldPanel(name) for name in _STORY_FIELDS),
            FieldPanel("rules_in_the_way"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("phase"), FieldPanel("phase_reason")]),
                InlinePanel("scalings", label=_("gemeente"), heading=_("Verbreding per gemeente")),
                FieldPanel("covenant_signed_on"),
                FieldPanel("covenant"),
                InlinePanel("budgets", label=_("budget"), heading=_("Budget")),
                InlinePanel("goals", label=_("doel"), heading=_("Doelen")),
                FieldPanel("building_blocks_stated"),
                InlinePanel("building_blocks", label=_("bouwsteen"), heading=_("Bouwstenen")),
                InlinePanel("working_groups", label=_("werkgroep"), heading=_("Werkgroepen")),
                InlinePanel("actions", label=_("actie"), heading=_("Acties")),
            ],
            heading=_("Experiment"),
        ),
    )
