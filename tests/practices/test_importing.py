"""`import_entries` on real files: what goes in, what is refused, and with which words."""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from practices.importing import readers
from practices.models import Entry, HomePage, Organisation, RegionalExperiment, Training

pytestmark = pytest.mark.django_db

HEADER = ("type", "external_id", "title", "summary")
ROW = ("scholing", "s-1", "Samen beslissen", "Leer samen beslissen.")


class Outcome:
    """What the command said: lines of progress and problems, and the closing line."""

    def __init__(self) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.error = ""
        self.code = 0

    @property
    def problems(self) -> list[str]:
        return self.err.getvalue().splitlines()


def run(path: Path, *options: str) -> Outcome:
    outcome = Outcome()
    try:
        call_command("import_entries", str(path), *options, stdout=outcome.out, stderr=outcome.err)
    except CommandError as error:
        outcome.error = str(error)
        outcome.code = error.returncode
    return outcome


def write_csv(path: Path, rows: Iterable[Sequence[Any]], delimiter: str = ";",
              encoding: str = "utf-8") -> Path:  # fmt: skip
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_excel(path: Path, sheets: dict[str, list[Sequence[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


# --- CSV ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-16")]
)
def test_csv(site: HomePage, tmp_path: Path, delimiter: str, encoding: str) -> None:
    header = (*HEADER, "sectors", "regions", "tags", "price", "start_date", "is_example")
    row = (*ROW[:2], "Coördinatie, samen", 'Zij zei: "ja"\nen; nee', "zorg; Welzijn",
           "GM0114;Oost-Drenthe", "buurt;één", "1.250,50", "4-3-2015", "ja")  # fmt: skip
    path = write_csv(tmp_path / "lijst.csv", [header, (), row], delimiter, encoding)
    outcome = run(path, "--publish", "--network", "drenthe")
    assert outcome.error == ""
    assert outcome.out.getvalue().strip() == "1 nieuw, 0 bijgewerkt, 0 gelijk gebleven."
    page = Training.objects.get()
    assert page.live
    assert page.get_parent().slug == "drenthe"
    assert page.title == "Coördinatie, samen"
    assert page.summary == 'Zij zei: "ja"\nen; nee'
    assert page.sectors.count() == page.regions.count() == page.tags.count() == 2
    assert (page.price, page.start_date) == (Decimal("1250.50"), date(2015, 3, 4))
    assert page.is_example
    again = run(path, "--publish", "--network", "drenthe")
    assert again.out.getvalue().strip() == "0 nieuw, 0 bijgewerkt, 1 gelijk gebleven."


def test_dutch_headers(site: HomePage, tmp_path: Path) -> None:
    header = ("Soort", "Kenmerk", "Titel", "Samenvatting", "Werkgebied", "Prijs in euro")
    run(write_csv(tmp_path / "x.csv", [header, ("Scholing", *ROW[1:], "PV22", "0")]))
    assert Training.objects.get().price == 0
    assert not Training.objects.get().live


def test_windows_file_is_read_and_told(site: HomePage, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "x.csv", [HEADER, (*ROW[:2], "Coördinatie", "x")], encoding="cp1252"
    )
    outcome = run(path)
    assert Training.objects.get().get_latest_revision_as_object().title == "Coördinatie"
    assert "Windows-1252" in outcome.problems[0]


def test_empty_cell_leaves_and_a_dash_clears(site: HomePage, tmp_path: Path) -> None:
    header = (*HEADER, "price", "certificate", "tags")
    path = tmp_path / "x.csv"
    run(write_csv(path, [header, (*ROW, "5", "Ja", "a;b")]), "--publish")
    run(write_csv(path, [header, (*ROW, "", "-", "-")]), "--publish")
    page = Training.objects.get()
    assert page.price == 5
    assert page.certificate == ""
    assert not page.tags.all()


UNREADABLE = [
    (b"", "Het bestand is leeg."),
    (b" \n \n", "Het bestand is leeg."),
    (b"\xef\xbb\xbf", "Het bestand is leeg."),
    (b"type,external_id\n\x81\x8d,1\n", "Bewaar het bestand als UTF-8"),
    (b"\xd0\xcf\x11\xe0 oud", "oud Excel-bestand"),
    (b"PK\x03\x04 kapot", "Dit is geen Excel-bestand, of het is beschadigd"),
]


def test_files_that_cannot_be_read(site: HomePage, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for content, told in UNREADABLE:
        path.write_bytes(content)
        assert told in run(path).error


def test_no_file(site: HomePage, tmp_path: Path) -> None:
    assert "niet te lezen" in run(tmp_path / "weg.csv").error
    assert "Er is geen leernetwerk “x”" in run(
        write_csv(tmp_path / "x.csv", [HEADER, ROW]), "--network", "x"
    ).error  # fmt: skip


ILL_BUILT = [
    ('type,external_id,title,summary\nscholing,1,"open,x\n', "rij 2: Een aanhalingsteken"),
    ('type,external_id,title,summary\nscholing,1,"a"b,x\n', "rij 2: Na een sluitend"),
    ("type,external_id,title\nscholing,1,x\n", "kolom summary: Deze kolom is nodig"),
    ("type,external_id,title,summary,sectoor\n", "rij 1, kolom sectoor: Deze kolom is niet"),
    ("type,title,external_id,title,summary\n", "kolom title: Deze kolom staat er twee keer"),
    ("type,external_id,title,summary\nscholing,1,a,b,c\n", "rij 2: Hier staat iets in een"),
    ("type,external_id,title,summary\n", "Er staan geen vermeldingen in het bestand."),
    ("type,external_id,title,summary\nscholing,1,a\x00b,c\n", "rij 2, kolom title: Er staat"),
]


def test_the_build_of_a_csv(site: HomePage, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for text, told in ILL_BUILT:
        path.write_text(text)
        outcome = run(path)
        assert any(told in line for line in outcome.problems), outcome.problems
        assert outcome.error.endswith("er is niets geschreven.")
    assert not Entry.objects.exists()


def test_every_problem_with_its_row_and_column(site: HomePage, tmp_path: Path) -> None:
    header = (
        *HEADER,
        "Werkgebied",
        "sectors",
        "price",
        "start_date",
        "end_date",
        "network",
        "form",
    )
    rows = [
        header,
        (*ROW, "", "", "", "", "", "", ""),
        ("scholing", "", "", "x", "Groningen", "zorgg", "tien", "31-2-2020", "", "drente", "thuis"),
        ("scholing", "s-1", "a", "b", "", "", "", "", "", "", ""),
        ("cursus", "s-3", "a", "b", "", "", "", "", "", "", ""),
        ("scholing", "s-4", "a", "b", "", "", "", "2-1-2027", "1-1-2027", "", ""),
    ]
    outcome = run(write_csv(tmp_path / "lijst.csv", rows), "--publish")
    assert outcome.problems == [
        "blad lijst.csv, rij 3, kolom external_id: Dit is verplicht.",
        "blad lijst.csv, rij 3, kolom title: Dit is verplicht.",
        "blad lijst.csv, rij 3, kolom Werkgebied: “Groningen” past bij meer dan een regio. "
        "Kies een code: GG01 (ggd-regio), GM0014 (gemeente), PV20 (provincie).",
        "blad lijst.csv, rij 3, kolom sectors: “zorgg” staat niet in de lijst sectoren. "
        "Bedoelt u “zorg”?",
        "blad lijst.csv, rij 3, kolom price: “tien” is geen getal.",
        "blad lijst.csv, rij 3, kolom start_date: “31-2-2020” is geen datum. "
        "Schrijf bijvoorbeeld 2027-03-04, 4-3-2027 of 4 maart 2027.",
        "blad lijst.csv, rij 3, kolom form: “thuis” is geen keuze. "
        "Kies uit: op-locatie, online, gemengd.",
        "blad lijst.csv, rij 3, kolom network: Er is geen leernetwerk “drente”. "
        "Bedoelt u “drenthe”?",
        "blad lijst.csv, rij 4, kolom external_id: Dit kenmerk staat ook in rij 2.",
        "blad lijst.csv, rij 5, kolom type: “cursus” is geen soort. "
        "Kies uit: scholing, praktijk, experiment.",
        "blad lijst.csv, rij 6, kolom end_date: Het einde ligt voor het begin. "
        "Kies een einde op of na het begin.",
    ]
    assert outcome.error == "11 fouten; er is niets geschreven."
    assert outcome.code
    assert not Entry.objects.exists()


def test_many_problems_are_capped(site: HomePage, tmp_path: Path) -> None:
    rows = [HEADER, *(("scholing", f"s-{n}", "", "x") for n in range(250))]
    outcome = run(write_csv(tmp_path / "x.csv", rows))
    assert len(outcome.problems) == 201
    assert outcome.problems[-1] == "En nog 50 fouten."
    assert outcome.error == "250 fouten; er is niets geschreven."


def test_dry_run(site: HomePage, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", [HEADER, ROW])
    assert "1 nieuw, 0 al bekend" in run(path, "--dry-run").out.getvalue()
    assert not Entry.objects.exists()


def test_too_many_rows(site: HomePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAX_ROWS", 2)
    rows = [HEADER, *((*ROW[:1], n, *ROW[2:]) for n in range(3))]
    outcome = run(write_csv(tmp_path / "x.csv", rows))
    assert outcome.problems == [
        "blad x.csv, rij 4: Er staan meer dan 2 rijen in; deel het bestand op."
    ]


def test_a_failure_halfway_writes_nothing(
    site: HomePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from practices.importing import pages

    def stop(*args: Any) -> None:
        raise KeyboardInterrupt

    rows = [HEADER, *((*ROW[:1], n, *ROW[2:]) for n in range(3))]
    monkeypatch.setattr(pages, "complete", stop)
    with pytest.raises(KeyboardInterrupt):
        run(write_csv(tmp_path / "x.csv", rows), "--publish")
    assert not Entry.objects.exists()


def test_hostile_cells(site: HomePage, tmp_path: Path) -> None:
    header = (*HEADER, "lessons_learned", "source_url")
    html = "<script>alert(1)</script><p onclick='x'>Les <a href='javascript:x'>y</a></p>"
    path = write_csv(tmp_path / "x.csv", [header, (*ROW[:2], "<b>=1+1</b>", "@x", html, "")])
    run(path, "--publish")
    page = Training.objects.get()
    assert page.title == "<b>=1+1</b>"  # kept as it is: templates escape it
    assert page.lessons_learned == "<p>Les y</p>"
    big = write_csv(tmp_path / "y.csv", [header, (*ROW[:3], "x", "y" * 1_000_000, "")])
    assert "telt 1000000 tekens" in run(big).problems[0]
    wide = write_csv(tmp_path / "z.csv", [header, (*ROW[:2], "t" * 1_000_000, "x", "", "")])
    assert "kolom title" in run(wide).problems[0]


# --- Excel -------------------------------------------------------------------------------


def full_book() -> dict[str, list[Sequence[Any]]]:
    return {
        "Vermeldingen": [
            (*HEADER, "phase", "start_date", "partners_stated", "study_load"),
            ("experiment", 101, 2015, "Samen.", "Loopt", datetime(2015, 3, 4), 18.0, None),
            ("scholing", "s-1", "Leren", "x", None, "4 maart 2015", None, 2.5),
        ],
        "partners": [
            ("external_id", "organisation", "group_name", "role", "sectors"),
            (101, "Gemeente Emmen", None, "Opdrachtgever", "zorg;welzijn"),
            ("101", None, "vrijwilligers", None, None),
        ],
        "outcomes": [("external_id", "indicator", "value", "unit"), (101, "uren", 0.5, "per week")],
        "reports": [
            ("external_id", "title", "text", "report", "forthcoming"),
            (101, "Leren", "Eerst.\n\nDan.", None, None),
            (101, "Deel een", "Tekst", "leren", "nee"),
            (101, "Komt nog", None, None, True),
        ],
        "report_items": [("external_id", "report", "title"), (101, "Komt nog", "Deel twee")],
        "sessions": [
            ("external_id", "start", "end", "municipality"),
            ("s-1", datetime(2027, 2, 3, 9, 30), "3-2-2027 17:00", "Emmen"),
        ],
        "building_blocks": [("external_id", "title", "leads"), (101, "Basis", "Gemeente Emmen")],
        "goals": [("external_id", "title", "category", "level"), (101, "Rust", "Cliënt", "sub")],
        "activities": [("external_id", "text", "number"), (101, "Gesprekken", 20)],
        "quotes": [("external_id", "text", "speaker"), (101, "Het werkt.", "wethouder")],
        "dilemmas": [("external_id", "question"), (101, "Wie betaalt?")],
        "links": [("external_id", "title", "url"), (101, "Meer", "https://voorbeeld.nl")],
        "relations": [("external_id", "kind", "target"), (101, "Hangt samen met", "s-1")],
        "scalings": [("external_id", "municipality", "since"), (101, "GM0109", date(2016, 1, 2))],
        "budgets": [("external_id", "description", "amount", "pooled"), (101, "Wmo", 1e6, 1)],
        "accreditations": [("external_id", "register", "points"), ("s-1", "V&VN", "4,5")],
        "working_groups": [("external_id", "name"), (101, "Nacht")],
        "actions": [("external_id", "text", "status"), (101, "Bellen", "Gedaan")],
        "Uitleg": [("Wat u hier schrijft",), ("wordt niet gelezen",)],
        "Blad9": [],
    }  # fmt: skip


def test_a_workbook_with_every_list(site: HomePage, tmp_path: Path) -> None:
    path = write_excel(tmp_path / "x.xlsx", full_book())
    outcome = run(path, "--publish")
    assert outcome.problems == []
    page = RegionalExperiment.objects.get()
    assert (page.external_id, page.title, page.partners_stated) == ("101", "2015", 18)
    assert page.start_date == Training.objects.get().start_date == date(2015, 3, 4)
    assert [one.display_name for one in page.partners.all()] == ["Gemeente Emmen", "vrijwilligers"]
    assert page.partners.all()[0].role == "opdrachtgever"
    assert page.outcomes.get().value == Decimal("0.50")
    learning, coming = page.reports.all()
    assert learning.text == "<p>Eerst.</p><p>Dan.</p>"
    assert learning.items.get().title == "Deel een"
    assert coming.forthcoming
    assert coming.items.get().title == "Deel twee"
    assert page.relations.get().target.external_id == "s-1"
    assert page.budgets.get().amount == 1_000_000
    assert page.budgets.get().pooled
    assert page.goals.get().category == "client"
    assert page.actions.get().status == "gedaan"
    for name in ("building_blocks", "activities", "quotes", "dilemmas", "links", "scalings",
                 "working_groups"):  # fmt: skip
        assert getattr(page, name).count() == 1, name
    session = Training.objects.get().sessions.get()
    assert session.start.isoformat() == "2027-02-03T08:30:00+00:00"
    assert session.end is not None
    assert session.end.isoformat() == "2027-02-03T16:00:00+00:00"
    assert Training.objects.get().accreditations.get().points == Decimal("4.5")
    again = run(path, "--publish")
    assert again.out.getvalue().strip() == "0 nieuw, 0 bijgewerkt, 2 gelijk gebleven."


def test_problems_in_a_workbook(site: HomePage, tmp_path: Path) -> None:
    book = full_book()
    book["partners"] += [(999, "x", None, None, None), (None, "x", None, None, None),
                         (101, "Onbekend BV", None, "baas", None)]  # fmt: skip
    book["reports"].append((101, "Los", None, "Lerem", None))
    book["sessions"].append((101, "2027-01-01", None, None))
    book["sessions"].append(("s-1", "2027-01-02", "2027-01-01", None))
    book["outcome"] = [("external_id",), ("x",)]
    book["goals"][0] = ("external_id", "titel", "categorie", "level")
    outcome = run(write_excel(tmp_path / "x.xlsx", book))
    told = "\n".join(outcome.problems)
    for expected in (
        "blad partners, rij 4, kolom external_id: Het blad met vermeldingen heeft geen “999”.",
        "blad partners, rij 5, kolom external_id: Dit is verplicht",
        "blad partners, rij 6, kolom organisation: “Onbekend BV” staat niet in de lijst",
        "blad partners, rij 6, kolom role: “baas” is geen keuze.",
        "blad reports, rij 5, kolom report: Deze vermelding heeft geen verslag “Lerem”. "
        "Bedoelt u “Leren”",
        "blad sessions, rij 4, kolom end: Het einde ligt voor het begin.",
        "blad outcome: Dit blad is niet bekend. Bedoelt u “outcomes”?",
        "blad goals, rij 1, kolom categorie: Deze kolom is niet bekend. Bedoelt u “category”?",
        "een regionaal experiment heeft geen “sessions”",
    ):
        assert expected.casefold() in told.casefold(), expected
    assert not Entry.objects.exists()
    assert not Organisation.objects.filter(name="Onbekend BV").exists()


def test_formulas_are_read_as_their_values(site: HomePage, tmp_path: Path) -> None:
    path = write_excel(tmp_path / "x.xlsx", {"entries": [HEADER, (*ROW[:2], "=1+1", "x")]})
    outcome = run(path)
    assert outcome.problems[0].startswith(
        "blad entries, rij 2, kolom title: De formule heeft geen uitkomst."
    )
    error = write_excel(tmp_path / "y.xlsx", {"entries": [HEADER, (*ROW[:2], "#REF!", "x")]})
    assert "Hier staat een fout van Excel: #REF!" in run(error).problems[0]


def test_damaged_and_packed_files(
    site: HomePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from practices.importing import excel_file

    good = write_excel(tmp_path / "x.xlsx", full_book())
    content = good.read_bytes()
    for number, cut in enumerate((100, len(content) // 2, len(content) - 30)):
        broken = tmp_path / f"{number}.xlsx"
        broken.write_bytes(content[:cut])
        assert "beschadigd" in run(broken).error
    middle = tmp_path / "midden.xlsx"
    middle.write_bytes(content[:2000] + b"\x00" * 50 + content[2050:])
    assert "beschadigd" in run(middle).error
    (tmp_path / "tekst.xlsx").write_text("geen zip")
    assert "beschadigd" in run(tmp_path / "tekst.xlsx").error
    monkeypatch.setattr(excel_file, "MAX_UNPACKED", 1000)
    assert "Uitgepakt is dit bestand groter" in run(good).error


def test_a_book_without_entries(site: HomePage, tmp_path: Path) -> None:
    partners = {"partners": full_book()["partners"]}
    outcome = run(write_excel(tmp_path / "x.xlsx", partners))
    assert "Er is geen blad met vermeldingen." in outcome.problems[0]
    other = {"Blad1": [HEADER, ROW], "links": [("external_id", "title", "url")]}
    assert run(write_excel(tmp_path / "y.xlsx", other)).error == ""


def test_the_template_can_be_filled_in(site: HomePage, tmp_path: Path) -> None:
    path = tmp_path / "leeg.xlsx"
    call_command("import_template", str(path), stdout=io.StringIO())
    book = load_workbook(path)
    columns = [cell.value for cell in book["entries"][1]]
    filled = dict(zip(HEADER, ROW, strict=True))
    book["entries"].append([filled.get(column) for column in columns])
    explained = {row[1] for row in book["uitleg"].iter_rows(values_only=True)}
    assert set(columns) <= explained
    book.save(path)
    assert run(path, "--publish").problems == []
    assert Training.objects.get().live
    with pytest.raises(CommandError, match="bestaat al"):
        call_command("import_template", str(path))


@pytest.mark.slow
def test_a_killed_import_leaves_nothing(tmp_path: Path) -> None:
    """A real process, killed while it writes: nothing of the file is in the database after it."""
    folder = tmp_path / "site"
    folder.mkdir()
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "kennisplatform.settings",
    }
    rows = [HEADER, *((*ROW[:1], n, *ROW[2:]) for n in range(3000))]
    path = write_csv(tmp_path / "x.csv", rows)

    def manage(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(
            command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
        )

    assert manage("migrate", "-v0").wait() == 0
    assert manage("shell", "-v0", "-c", SITE).wait() == 0
    importing = manage("import_entries", str(path), "--publish")
    write_ahead = folder / "db.sqlite3-wal"
    deadline = time.monotonic() + 240
    # Half a megabyte in the log of the database: it is well on its way.
    while not write_ahead.exists() or write_ahead.stat().st_size < 500_000:
        assert importing.poll() is None, "the import was over before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    importing.kill()
    importing.wait()
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        for table in ("practices_entry", "wagtailcore_revision", "search_queuerow"):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


SITE = """
from wagtail.models import Page, Site
from practices.models import HomePage, LearningNetwork
home = Page.get_first_root_node().add_child(instance=HomePage(title="x", slug="thuis"))
home.add_child(instance=LearningNetwork(title="Landelijk", slug="landelijk"))
"""
