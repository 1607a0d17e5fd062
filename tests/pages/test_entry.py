"""The page of an entry: what stands on it, in which order, and at what cost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from wagtail.models import PageViewRestriction

from practices.models import Relation
from practices.pages.sections import ORDER, has_text
from search import queue
from tests import build
from tests.pages import rich

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    build.drenthe()


def page_of(entry: Any) -> str:
    response = Client().get(entry.url)
    assert response.status_code == 200
    return response.content.decode()


def anchors(html: str) -> list[str]:
    return re.findall(r'<section class="part"\s+id="([a-z-]+)"', html)


def test_sections_stand_in_one_fixed_order() -> None:
    order = [anchor for anchor, *_ in ORDER]
    for entry in (rich.experiment(), rich.training(), build.entry("praktijk", costs="<p>Tien</p>")):
        found = anchors(page_of(entry))

        assert found == sorted(found, key=order.index)
        assert found


def test_an_experiment_shows_all_its_facts() -> None:
    html = page_of(rich.experiment())

    for fact in (
        "Samen de nacht door",
        "19 partijen, waarvan 2 hier met naam",
        "14 bouwstenen, 1 beschreven",
        "1.250",
        "Getekend op 1 september 2012",
        "verschijnt nog",
        "4 maart 2015",
        "op één hoop",
        "Vrijwilligers 0",
        "voorjaar 2012",
        "contact@example.org",
    ):
        assert fact in html, fact
    assert set(anchors(html)) >= {"doelen", "bouwstenen", "verslagen", "verbreding", "regels"}


def test_empty_sections_are_left_out_and_so_is_their_line_in_the_contents() -> None:
    html = page_of(build.entry("praktijk", background="<p> </p>", approach="<p>Zo</p>"))

    assert anchors(html) == ["aanpak", "bewijs"]
    assert 'href="#achtergrond"' not in html


def test_a_training_tells_when_what_it_costs_and_folds_what_was() -> None:
    html = page_of(rich.training(rows=2))

    assert "2,5 uur" in html
    assert "€\u00a01.250" in html
    assert html.count("https://example.org/a") == 2
    assert "Eerder gegeven: 2 keer" in html


def test_a_full_session_has_no_way_to_sign_up() -> None:
    training = rich.training()
    training.sessions.all()[0].training.sessions.update(status="vol", places_left=0)
    html = page_of(training)

    assert "https://example.org/a" not in html
    assert "Vol" in html


@pytest.mark.parametrize("rows", [3])
def test_the_number_of_queries_does_not_grow_with_the_lists(
    rows: int, django_assert_max_num_queries: Any
) -> None:
    for make, limit in ((rich.experiment, 60), (rich.training, 40)):
        few, many = make(rows=1), make(rows=rows)
        page_of(few)  # caches of content types and site roots are warm after this
        with django_assert_max_num_queries(limit) as first:
            page_of(few)
        with django_assert_max_num_queries(limit) as second:
            page_of(many)

        assert len(second) == len(first)


def test_relations_show_from_both_sides_and_only_what_the_public_may_see() -> None:
    practice = build.entry("praktijk", title="Nachtroute")
    training = build.entry("scholing", title="Leer de nachtroute")
    closed = build.entry("scholing", title="Besloten les")
    for source in (training, closed):
        source.relations.add(Relation(target=practice, kind="leert"))
        source.save()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")

    assert "Leert toepassen" in page_of(training)
    html = page_of(practice)
    assert "Te leren in" in html
    assert "Leer de nachtroute" in html
    assert "Besloten les" not in html


def test_hostile_texts_are_shown_and_never_run() -> None:
    hostile = '"><script>alert(1)</script>'
    entry = rich.experiment(
        title=hostile, summary=hostile, motto=hostile, source_name=hostile, period_text=hostile
    )
    entry.partners.add(type(entry.partners.all()[0])(group_name=hostile, role="partner"))
    entry.quotes.add(type(entry.quotes.all()[0])(text=hostile, speaker=hostile))
    entry.save()
    html = page_of(build.reload(entry))

    assert "<script>alert" not in html
    assert escape(hostile) in html


def test_addresses_that_run_something_are_no_links() -> None:
    entry = build.entry("praktijk", source_name="Bron")
    type(entry).objects.update(source_url="javascript:alert(1)")  # past every check

    assert "javascript:" not in page_of(build.reload(entry))


def test_an_example_says_so() -> None:
    assert "verzonnen voorbeeld" in page_of(build.entry("praktijk", is_example=True))
    assert "verzonnen voorbeeld" not in page_of(build.entry("praktijk"))


def test_the_page_holds_no_inline_style_script_or_handler() -> None:
    html = page_of(rich.experiment())

    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", html)


def test_a_long_title_and_no_partners_at_all() -> None:
    html = page_of(build.entry("praktijk", title="Wijkverpleegkundigenoverleg " * 4))

    assert 'class="is-long"' in html
    assert 'id="partners"' not in html


def test_an_emptied_text_says_nothing() -> None:
    assert not has_text("<p>\u00a0</p><ul><li></li></ul>")
    assert has_text("<p>Iets</p>")


def test_a_draft_that_was_never_saved_can_be_previewed() -> None:
    entry = rich.experiment()
    draft = type(entry).objects.get(pk=entry.pk)
    draft.title = "Nieuwe titel"
    draft.quotes = [type(entry.quotes.all()[0])(text="Nog niet bewaard", speaker="redacteur")]
    response = draft.make_preview_request(preview_mode=draft.default_preview_mode)
    response.render()

    assert "Nog niet bewaard" in response.content.decode()


def test_what_looks_like_it_elsewhere_stands_at_the_end() -> None:
    mine = build.entry("praktijk", title="Nachtroute", themes=["nachtzorg"], regions=["GM0114"])
    build.entry("praktijk", title="Nachtteam", themes=["nachtzorg"], regions=["PV20"])
    queue.drain()
    html = page_of(mine)

    assert "Lijkt hierop" in html
    assert "Nachtteam" in html
