"""Generated catalogues: sound pages, uneven as in life, and never into a real site."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from practices.models import Entry, Session
from search.rebuild import rebuild
from tests import build

pytestmark = pytest.mark.django_db


def test_generated_entries_are_sound_pages() -> None:
    build.ground()
    call_command("generate_entries", 120, verbosity=0)
    call_command("generate_entries", 30, verbosity=0)

    assert Entry.objects.count() == 150
    assert not any(Page.find_problems())
    assert Entry.objects.filter(is_example=False).count() == 0
    assert Session.objects.exists()
    for entry in Entry.objects.all()[:10]:
        entry.specific.full_clean()
    counts = Counter(Entry.objects.values_list("content_type__model", flat=True))
    assert counts["training"] > counts["regionalexperiment"] > 0
    assert rebuild().documents == Entry.objects.live().count()


def test_a_real_catalogue_is_left_alone() -> None:
    build.entry(title="Echt")

    with pytest.raises(CommandError, match="niet verzonnen"):
        call_command("generate_entries", 5)

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("count", [0, -1])
def test_a_number_below_one_is_refused(count: int) -> None:
    with pytest.raises(CommandError):
        call_command("generate_entries", count)
