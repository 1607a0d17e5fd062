"""What everything with a name and an address of its own shares: terms, regions, organisations."""

from typing import Any

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from practices.models.rules import slug_value


class Named(index.Indexed, models.Model):
    """A name people read, a slug that stands in addresses, and other names to recognise it by.

    The name may change at any time. The slug is what addresses and subscriptions hold on to;
    it is made from the name once and then left alone.
    """

    name = models.CharField(_("naam"), max_length=150)
    slug = models.CharField(
        _("kenmerk in adressen"),
        max_length=150,
        unique=True,
        blank=True,
        validators=[slug_value],
        help_text=_("Laat leeg om het uit de naam te maken. Verander het liever niet meer."),
    )
    aliases = models.TextField(
        _("andere namen"),
        blank=True,
        help_text=_("Namen waaronder dit ook herkend wordt, elk op een eigen regel."),
    )
    description = models.TextField(_("uitleg"), blank=True)

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def alias_list(self) -> list[str]:
        """The other names, one an item, without empty ones."""
        return [line.strip() for line in self.aliases.splitlines() if line.strip()]

    def clean(self) -> None:
        super().clean()
        self.fill_in()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, together with what its receivers write: the new version and the index queue."""
        self.fill_in()
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, together with what its receivers write."""
        return super().delete(*args, **kwargs)

    def fill_in(self) -> None:
        """Make what was left empty out of the name."""
        if not self.slug:
            self.slug = self._free_slug()

    def _free_slug(self) -> str:
        # Two names may differ in a way a slug does not show, and regions share names.
        base = slugify(self.name)[:140] or self._meta.model_name or "term"
        taken = set(
            type(self)
            ._default_manager.filter(slug__startswith=base)
            .exclude(pk=self.pk)
            .values_list("slug", flat=True)
        )
        candidate, number = base, 1
        while candidate in taken:
            number += 1
            candidate = f"{base}-{number}"
        return candidate
