"""The demo catalogue: its files, the facts of the five documents in it, and loading it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from wagtail.models import Page, Site

from practices.demo import editor
from practices.demo.canvas import HEIGHT, WIDTH
from practices.demo.files import DATA, DEMO, TAXONOMY_FILE, read, read_demo, read_entries
from practices.demo.moments import resolve
from practices.demo.pictures import SCENES, draw
from practices.importing.shape import RECORD_KEYS, Shape, entry_shape
from practices.models import (
    Entry,
    HomePage,
    InfoPage,
    LearningNetwork,
    Organisation,
    Region,
    RegionalExperiment,
    Sector,
    Session,
    Theme,
)
from practices.models.choices import BlockStatus, EvidenceLevel, Phase, SessionStatus

TODAY = date(2026, 11, 25)  # a Wednesday
FILES = sorted((DEMO / "entries").glob("*.toml"))
EXAMPLES = [path for path in FILES if path.stem.startswith("vb-")]
DOCUMENTS = [path for path in FILES if path not in EXAMPLES]
SECTORS = [
    "zorg", "welzijn", "sociaal domein", "bewoners", "wonen", "onderwijs", "onderzoek",
    "beleid en overheid", "verzekeraars",
]  # fmt: skip


def by_name(path: Path) -> str:
    return path.stem


def document(external_id: str) -> dict[str, Any]:
    return read(DEMO / "entries" / f"{external_id}.toml")


def texts(value: Any) -> Iterator[str]:
    """Every text in plain data, also those deep in lists and tables."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from texts(below)


def outcome(record: dict[str, Any], unit: str) -> dict[str, Any]:
    [found] = [row for row in record["outcomes"] if row.get("unit") == unit]
    return found


# --- the files ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FILES, ids=by_name)
def test_every_key_is_a_field_or_a_list_of_the_type(path: Path) -> None:
    record = read(path)
    assert record["external_id"] == path.stem
    assert record.pop("picture", "polder") in SCENES
    unknown = list(_unknown(entry_shape(record["type"]), record, known=RECORD_KEYS))
    assert unknown == []


def _unknown(shape: Shape, row: dict[str, Any], known: tuple[str, ...] = ()) -> Iterator[str]:
    for key, value in row.items():
        if key in shape.lists:
            for below in value:
                yield from _unknown(shape.lists[key], below)
        elif key not in shape.fields and key not in known:
            yield key


def test_there_are_the_five_documents_and_a_varied_set_of_examples() -> None:
    assert len(DOCUMENTS) == 5
    assert len(EXAMPLES) == 25
    records = [read(path) for path in EXAMPLES]
    counts = {
        slug: sum(record["type"] == slug for record in records)
        for slug in ("scholing", "praktijk", "experiment")
    }
    assert counts == {"scholing": 13, "praktijk": 7, "experiment": 5}
    assert {r["evidence_level"] for r in records if "evidence_level" in r} == set(EvidenceLevel)
    assert {r["phase"] for r in records if "phase" in r} == set(Phase)
    assert max(len(record["title"]) for record in records) >= 115
    assert max(len(record["summary"].split()) for record in records) >= 100
    partners = [len(record.get("partners", ())) for record in records]
    assert max(partners) > 20
    assert min(partners) == 0
    assert {0, 35, 2950} <= {record.get("price") for record in records}
    assert {record.get("form") for record in records} >= {"online", "gemengd", "op-locatie"}


@pytest.mark.parametrize("path", EXAMPLES, ids=by_name)
def test_what_is_invented_says_so(path: Path) -> None:
    record = read(path)
    assert record["is_example"] is True
    real = {table["name"] for table in read_demo("organisation") if not table.get("is_example")}
    used = {record.get("lead_organisation"), record.get("provider")}
    for partner in record.get("partners", ()):
        used.add(partner.get("organisation"))
    for block in record.get("building_blocks", ()):
        used.update(block.get("leads", ()))
    assert used & real == set()
    documents = {path.stem for path in DOCUMENTS}
    assert not {row["target"] for row in record.get("relations", ())} & documents


def test_invented_organisations_cannot_be_taken_for_real_ones() -> None:
    for table in read_demo("organisation"):
        named_so = re.search("verzonnen|voorbeeld", table["name"], re.IGNORECASE) is not None
        assert named_so == table.get("is_example", False), table["name"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=by_name)
def test_what_comes_from_a_document_names_its_source(path: Path) -> None:
    record = read(path)
    assert "is_example" not in record
    assert record["source_name"]
    assert resolve(record, date(2026, 1, 1)) == record, "no day is told from the day of loading"


def test_addresses_are_those_of_the_documents_or_go_nowhere() -> None:
    allowed = (
        "https://example.org/", "https://www.proscoop.nl/", "https://www.invoorzorg.nl/",
        "https://www.regiodealzuidoostdrenthe.nl/",
    )  # fmt: skip
    for path in sorted(DATA.rglob("*.toml")):
        for text in texts(read(path)):
            for email in re.findall(r"[\w.+-]+@[\w.-]+", text):
                assert email.rstrip(".").endswith("@example.org"), (path.name, email)
            for address in re.findall(r"https?://[^\s\"<]+", text):
                assert address.startswith(allowed), (path.name, address)


def test_persons_of_the_documents_are_not_named() -> None:
    # Parts of the names in the documents, none of which is a word in these texts.
    names = ("alingh", "wichers", "schreur", "koks", "herder", "wingerden", "kneepkens")
    for path in sorted(DATA.rglob("*.toml")):
        for text in texts(read(path)):
            assert not set(re.findall(r"\w+", text.casefold())) & set(names), path.name


def test_the_sectors_are_the_nine_of_the_design_in_their_order() -> None:
    assert [table["name"] for table in read(TAXONOMY_FILE)["sector"]] == SECTORS


# --- the facts of the documents ---------------------------------------------------------------


def test_oost_drenthe_has_eighteen_parties_of_which_the_source_names_some() -> None:
    record = document("zorgexperiment-oost-drenthe")
    assert record["partners_stated"] == 18
    named = {
        row["organisation"]: row["role"] for row in record["partners"] if "organisation" in row
    }
    assert named == {
        "Gemeente Borger-Odoorn": "initiatiefnemer",
        "Gemeente Aa en Hunze": "initiatiefnemer",
        "Ministerie van VWS": "financier",
        "Ministerie van BZK": "financier",
    }
    groups = {row["group_name"] for row in record["partners"] if "group_name" in row}
    assert groups >= {"Welzijnsorganisaties", "Woningcorporaties", "Vrijwilligers", "Mantelzorgers"}
    talks = record["activities"][0]
    assert (talks["method"], talks["number"]) == ("keukentafelgesprek", 20)
    assert talks["period_text"] == "voorjaar 2012"
    assert outcome(record, "veendorpen")["value"] == 22
    assert outcome(record, "partijen")["value"] == 18
    assert record["source_date"] == "2015-03-04"
    assert record["programmes"] == ["Zorgkracht krimpgebieden", "VWS", "BZK"]
    assert [row.get("forthcoming") for row in record["reports"]] == [True]
    assert "20 kilometer" in record["challenge"]


def test_emmen_goes_from_one_to_six_municipalities() -> None:
    record = document("eerstelijnszorg-emmen-regio-deal")
    assert record["motto"] == "Schouders eronder"
    assert len(record["actions"]) == 4
    states = {row["municipality"]: row["status"] for row in record["scalings"]}
    assert states.pop("GM0114") == "loopt"
    assert set(states.values()) == {"verkenning"}
    [area] = [table for table in read_demo("area") if table["slug"] == "zuid-en-oost-drenthe"]
    assert set(area["members"]) == {"GM0114", *states}
    assert len(area["members"]) == 6
    assert {row["method"] for row in record["activities"]} >= {
        "interview",
        "focusgroep",
        "werkgroep",
    }
    assert record["source_url"] == "https://www.proscoop.nl/"


def test_groningen_has_its_reports_with_their_folds_and_three_dilemmas() -> None:
    record = document("samenwerking-in-de-buurt-groningen")
    folds = {row["title"]: [item["title"] for item in row["items"]] for row in record["reports"]}
    assert folds == {
        "Eindverslag": ["Samenvatting", "Resultaten"],
        "Samenvatting van de aanvraag": ["Samenvatting"],
    }
    assert len(record["dilemmas"]) == 3
    assert record["activities"][0]["start_date"] == "2014-10-09"
    researchers = {row["organisation"] for row in record["partners"] if row["role"] == "onderzoek"}
    assert researchers == {
        "Hanzehogeschool", "UMCG, Toegepast Gezondheidsonderzoek", "Zorgbelang Groningen",
        "ELANN / ROS",
    }  # fmt: skip


def test_leeuwarden_has_its_figures_the_pooled_budgets_and_the_rule_in_the_way() -> None:
    record = document("handen-ineen-leeuwarden")
    assert outcome(record, "cliënten")["value"] == 133
    less = outcome(record, "uur per cliënt per week")
    assert (less["value"], less["direction"]) == (0.5, "daling")
    [usage] = [row for row in record["outcomes"] if "value" not in row]
    assert usage["direction"] == "daling"
    assert [row["pooled"] for row in record["budgets"]] == [True, True]
    executors = [row["organisation"] for row in record["partners"] if row["role"] == "uitvoerder"]
    assert executors == ["Palet", "Thuiszorg het Friese Land", "Noorderbreedte", "Zorgkompas"]
    assert "douchen" in record["rules_in_the_way"]
    assert "convenant" in record["covenant"]


def test_rotterdam_states_thirteen_building_blocks_and_describes_four() -> None:
    record = document("wonen-met-zorg-rotterdam")
    assert record["building_blocks_stated"] == 13
    assert len(record["building_blocks"]) == 4
    assert record["building_blocks"][3]["leads"] == ["Laurens", "Lelie Zorggroep"]
    assert {row["status"] for row in record["building_blocks"]} == {BlockStatus.UNKNOWN}
    assert sum("organisation" in row for row in record["partners"]) == 9
    levels = [row["level"] for row in record["goals"]]
    assert (levels.count("hoofd"), levels.count("sub")) == (2, 3)
    subs = [row["category"] for row in record["goals"] if row["level"] == "sub"]
    assert subs == ["personeel", "client", "financieel"]


# --- days told from the day of loading --------------------------------------------------------


def test_relative_days_are_worked_out_from_the_day_of_loading() -> None:
    assert resolve("+21d", TODAY) == TODAY + timedelta(days=21)
    morning = resolve("+3w di 09:30", TODAY)
    assert timezone.localtime(morning).strftime("%Y-%m-%d %H:%M") == "2026-12-15 09:30"
    assert timezone.localtime(resolve("-9d 10:00", TODAY)).date() == TODAY - timedelta(days=9)
    assert resolve({"a": ["+1d", "21 dagen", 3]}, TODAY)["a"][1:] == ["21 dagen", 3]


@pytest.mark.parametrize("shift", range(7))
def test_sessions_lie_on_working_days_whatever_the_day_of_loading(shift: int) -> None:
    today = TODAY + timedelta(days=shift)
    sessions = [row for record in read_entries(today) for row in record.get("sessions", ())]
    starts = [row["start"] for row in sessions]
    assert all(isinstance(start, datetime) and start.weekday() < 5 for start in starts)
    assert all(row["end"] > row["start"] for row in sessions)
    assert sum(start.date() > today for start in starts) > 15
    assert sum(start.date() < today for start in starts) >= 5
    statuses = {row.get("status", "open") for row in sessions}
    assert statuses == set(SessionStatus)


# --- pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", ["polder", "night"])
def test_a_picture_is_the_same_for_the_same_entry_only(scene: str) -> None:
    from io import BytesIO

    from PIL import Image

    first = draw(scene, "one")
    assert first == draw(scene, "one")
    assert first != draw(scene, "other")
    assert len(first) < 150_000
    assert Image.open(BytesIO(first)).size == (WIDTH, HEIGHT)


def test_every_picture_is_described() -> None:
    for path in FILES:
        record = read(path)
        assert ("picture" in record) == bool(record.get("lead_image_alt")), path.name
    assert sum("picture" in read(path) for path in FILES) >= 20


# --- loading ------------------------------------------------------------------------------------


@pytest.fixture
def quick_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """One small picture for all, where a test is not about pictures."""
    from io import BytesIO

    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (16, 9)).save(stream, "WEBP")
    monkeypatch.setattr("practices.demo.catalogue.draw", lambda scene, seed: stream.getvalue())


@pytest.fixture
def few_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three entries instead of thirty, where a test is not about which."""
    few = {"vb-buurttafel", "vb-cultuursensitief-zorgen", "vb-digitaal-meedoen"}
    monkeypatch.setattr(
        "practices.demo.catalogue.read_entries",
        lambda today: [one for one in read_entries(today) if one["external_id"] in few],
    )


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def state() -> dict[str, Any]:
    """What a second run must not change."""
    return {
        "pages": list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision_id")),
        "organisations": list(Organisation.objects.order_by("pk").values_list("pk", "name")),
        "regions": Region.objects.count(),
        "sessions": list(Session.objects.order_by("pk").values_list("pk", "start")),
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_pictures", "media")
def test_two_commands_make_a_site_and_running_them_again_changes_nothing() -> None:
    run("setup_site")
    said = run("load_demo")
    assert "30 vermeldingen nieuw" in said
    assert editor.PASSWORD in said
    before = state()
    run("setup_site")
    assert "staat er al" in run("load_demo")
    assert state() == before
    assert "30 gelijk" in run("load_demo", "--refresh")
    assert state() == before

    home = HomePage.objects.get()
    site = Site.objects.get(is_default_site=True)
    assert site.root_page_id == home.pk
    assert (site.hostname, site.port) == ("localhost", 8000)
    assert home.slug == "home"
    pages = Page.objects.live().filter(depth__gt=1)
    assert all(page.url for page in pages)
    assert all(page.url_path.startswith("/home/") for page in pages)
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert set(LearningNetwork.objects.live().values_list("slug", flat=True)) == {
        "drenthe", "groningen", "fryslan", "rotterdam", "landelijk",
    }  # fmt: skip
    assert set(InfoPage.objects.live().in_menu().values_list("slug", flat=True)) == {
        "over", "contact", "privacy", "disclaimer",
    }  # fmt: skip
    assert list(Sector.objects.values_list("name", flat=True)) == SECTORS
    assert Entry.objects.live().count() == 30
    assert Entry.objects.filter(is_example=True).count() == 25
    drenthe = RegionalExperiment.objects.get(external_id="zorgexperiment-oost-drenthe")
    assert drenthe.lead_image is not None
    assert drenthe.get_parent().slug == "drenthe"
    area = drenthe.regions.get()
    assert set(area.members.values_list("name", flat=True)) == {"Borger-Odoorn", "Aa en Hunze"}

    user = get_user_model().objects.get(username=editor.USERNAME)
    assert not user.is_superuser
    assert user.has_perm("wagtailadmin.access_admin")
    assert drenthe.permissions_for_user(user).can_publish()


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_pictures", "few_entries", "media")
def test_what_editors_change_and_take_away_stays_so() -> None:
    run("setup_site")
    run("load_demo")
    Theme.objects.filter(slug="nachtzorg").update(description="Onze eigen uitleg")
    Theme.objects.get(slug="eenzaamheid").delete()
    InfoPage.objects.get(slug="disclaimer").delete()
    privacy = InfoPage.objects.get(slug="privacy")
    privacy.body = "<p>Onze eigen tekst</p>"
    privacy.save_revision().publish()
    Entry.objects.get(external_id="vb-buurttafel").delete()
    run("setup_site")
    run("load_demo")
    assert Theme.objects.get(slug="nachtzorg").description == "Onze eigen uitleg"
    assert not Theme.objects.filter(slug="eenzaamheid").exists()
    assert not InfoPage.objects.filter(slug="disclaimer").exists()
    assert InfoPage.objects.get(slug="privacy").body == "<p>Onze eigen tekst</p>"
    assert not Entry.objects.filter(external_id="vb-buurttafel").exists()
    run("setup_site", "--complete")
    assert InfoPage.objects.filter(slug="disclaimer").exists()
    assert Theme.objects.filter(slug="eenzaamheid").exists()
    assert InfoPage.objects.get(slug="privacy").body == "<p>Onze eigen tekst</p>"


@pytest.mark.django_db
@pytest.mark.usefixtures("quick_pictures", "few_entries", "media")
def test_refreshing_moves_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    run("setup_site")
    run("load_demo")
    before = Session.objects.order_by("start").values_list("start", flat=True)[0]
    later = timezone.localdate() + timedelta(weeks=4)
    monkeypatch.setattr(timezone, "localdate", lambda *args: later)
    assert "0 vermeldingen nieuw" in run("load_demo", "--refresh")
    after = Session.objects.order_by("start").values_list("start", flat=True)[0]
    assert timezone.localtime(after).date() - timezone.localtime(before).date() == timedelta(
        weeks=4
    )


@pytest.mark.django_db
def test_a_public_site_gets_no_account_with_a_known_password(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_URL = "https://kennis.example.org"
    monkeypatch.setattr("practices.management.commands.load_demo.is_loaded", lambda today: True)
    run("setup_site")
    assert editor.PASSWORD not in run("load_demo")
    assert not get_user_model().objects.filter(username=editor.USERNAME).exists()
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port) == ("kennis.example.org", 443)


@pytest.mark.django_db
def test_the_demo_asks_for_a_site_first() -> None:
    with pytest.raises(CommandError, match="setup_site"):
        run("load_demo")
