"""Rules that stand twice: as a constraint in the database and as a sentence in the form.

Django runs a model's constraints in `full_clean`, so one declaration with a message serves
both sides; these functions keep the declarations short.
"""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

SUMMARY_MAX_WORDS = 120

# What a text of an entry may hold. A section has an h2, so subheadings start at h3.
SUBHEADING_FEATURES = ["h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]

slug_value = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    _("Gebruik alleen kleine letters, cijfers en streepjes, bijvoorbeeld sociaal-domein."),
)


def period_constraint(
    name: str, start: str = "start_date", end: str = "end_date"
) -> CheckConstraint:
    """The end is not before the start; either may be missing."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(**{f"{end}__gte": F(start)}),
        violation_error_message=_(
            "Het einde ligt voor het begin. Kies een einde op of na het begin."
        ),
    )


def short_summary(value: str) -> None:
    """Refuse a summary of more than `SUMMARY_MAX_WORDS` words.

    It stands on cards, in mails and in feeds; the wish is about 100 words.
    """
    words = len(value.split())
    if words > SUMMARY_MAX_WORDS:
        raise ValidationError(
            ngettext(
                "De samenvatting telt %(words)d woord.",
                "De samenvatting telt %(words)d woorden, maak er hoogstens %(limit)d van.",
                words,
            )
            % {"words": words, "limit": SUMMARY_MAX_WORDS}
        )
