"""A real installation from nothing, with real processes."""

from __future__ import annotations

import http.cookiejar
import re
import shutil
import stat
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from operations.install import questions, steps, units
from tests.operations.places import CODE, Place, sums
from tests.operations.servers import get, serving

pytestmark = pytest.mark.slow

PASSWORD = "vier-paarden-in-de-wei"
ANSWERS = {
    "BASE_URL": "https://kennis.example.org",
    "EMAIL_URL": "smtp+tls://anna:mail%40geheim@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "kennis@example.org",
    "ADMIN_NAME": "anna",
    "ADMIN_EMAIL": "anna@example.org",
    "ADMIN_PASSWORD": PASSWORD,
}


def install(place: Place, *, ok: bool = True, **answers: str) -> str:
    """Install with nothing but these answers in the environment, and nobody at the keyboard."""
    place.extra = answers
    try:
        return place.run("-m", "operations.install", ok=ok)
    finally:
        place.extra = {}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place on SQLite that was installed once."""
    place = Place(tmp_path_factory.mktemp("install") / "data")
    install(place, **ANSWERS)
    return place


def test_there_is_a_site_and_nothing_of_the_demo(installed: Place) -> None:
    rows = installed.rows()
    assert len(rows["practices_region"]) == 380
    assert rows["practices_entry"] == []
    [administrator] = rows["auth_user"]
    assert {"anna", "anna@example.org"} <= set(administrator)
    assert len(rows["practices_glossaryterm"]) > 300
    assert (installed.data / "static" / "staticfiles.json").exists()
    assert "no issues" in installed.manage("check", "--deploy")
    assert "DEBUG" not in installed.env_file.read_text()


def test_secrets_are_for_their_owner_and_the_password_is_nowhere(installed: Place) -> None:
    for secret in (installed.env_file, installed.data / "secret_key"):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(installed.data.stat().st_mode) & 0o007 == 0
    for path in (installed.env_file, *installed.data.rglob("*")):
        assert path.is_dir() or PASSWORD.encode() not in path.read_bytes(), path


def test_a_second_time_changes_nothing(installed: Place) -> None:
    before = (installed.rows(), sums(installed.data / "static"), installed.env_file.read_bytes())
    files = sums(installed.data / "systemd")

    said = install(installed, BASE_URL="https://anders.example.org")

    assert (
        installed.rows(),
        sums(installed.data / "static"),
        installed.env_file.read_bytes(),
    ) == before
    assert sums(installed.data / "systemd") == files
    assert "Nieuw: 0 regio's, 0 termen, 0 uitgelegde begrippen, 0 pagina's." in said
    assert "BASE_URL is in de omgeving anders" in said
    assert "Bestanden voor systemd: 0 geschreven" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ADMIN_PASSWORD": "kwik7"}, "minstens 8 tekens"),
        ({"ADMIN_PASSWORD": "anna@example"}, "ADMIN_PASSWORD"),
        ({"ADMIN_EMAIL": "anna"}, "ADMIN_EMAIL: dit is geen e-mailadres"),
        ({"ADMIN_NAME": "anna de beheerder"}, "ADMIN_NAME"),
        ({"BASE_URL": "kennis.example.org"}, "BASE_URL: een adres begint met"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL: begint met"),
        ({"DATABASE_URL": "postgres://k:geheim-woord@127.0.0.1:1/x"}, "Beheerder"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_wrong_stops_it_with_words(
    tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    place = Place(tmp_path / "data")
    said = install(place, ok=False, **{**ANSWERS, **changes})

    assert "De installatie is gestopt" in said
    assert words in said
    assert "Traceback" not in said
    assert not any(secret in said for secret in ("geheim", changes.get("ADMIN_PASSWORD", PASSWORD)))


def test_what_is_missing_is_named_when_nobody_can_be_asked(tmp_path: Path) -> None:
    answers = {key: value for key, value in ANSWERS.items() if key != "EMAIL_URL"}
    said = install(Place(tmp_path / "data"), ok=False, **answers)
    assert "EMAIL_URL ontbreekt in de omgeving" in said
    assert not (tmp_path / "data.env").exists()


def test_plain_http_is_told_in_words(tmp_path: Path) -> None:
    answers = {**ANSWERS, "BASE_URL": "http://kennis.lan", "EMAIL_URL": "consolemail://"}
    said = install(Place(tmp_path / "data"), **answers)
    assert "Wachtwoorden gaan dan leesbaar over het netwerk" in said
    assert "er is nog geen mailserver" in said


def test_systemd_takes_the_units(installed: Place) -> None:
    units = sorted((installed.data / "systemd").iterdir())
    assert [path.name for path in units] == [
        "kennisplatform-backup.service",
        "kennisplatform-backup.timer",
        "kennisplatform-worker.service",
        "kennisplatform.service",
    ]
    assert not any("$" in line for path in units for line in path.read_text().splitlines()
                   if "MAINPID" not in line)  # fmt: skip
    if shutil.which("systemd-analyze") is None:
        pytest.skip("Geen systemd-analyze op deze machine")
    checked = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True
    )
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_disk_for_back_ups_that_is_away_does_not_stop_the_website(
    settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.BACKUP_DIR = tmp_path / "data", Path("/mnt/back ups")
    units.write_units()
    unit = (tmp_path / "data" / "systemd" / "kennisplatform.service").read_text()
    assert f'ReadWritePaths="{tmp_path}/data" "-/mnt/back ups"' in unit


def test_every_setting_of_the_table_is_taken_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = (CODE / "docs" / "operations.md").read_text().partition("## Settings")[2]
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", table.partition("\n## ")[0], re.MULTILINE)
    names = {name for row in rows for name in re.findall("[A-Z_]+", row)} - {"ENV_FILE", "DEBUG"}
    for name in names:
        monkeypatch.setenv(name, ANSWERS.get(name, f"van {name}"))

    assert set(questions.ask_settings()) == names
    assert len(names) > 25


def test_who_needs_a_worker_is_told_to_start_one(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BACKGROUND = "worker"
    steps._tell([])
    assert "Ook nodig" in capsys.readouterr().out
    settings.BACKGROUND = "web"
    steps._tell([])
    assert "mag, hoeft niet" in capsys.readouterr().out


def test_the_administrator_logs_in_on_the_real_server(installed: Place) -> None:
    with serving(installed) as address:
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _Stay())
        login = f"http://{address}/beheer/login/"
        headers = {"X-Forwarded-Proto": "https", "Referer": f"https://{address}/beheer/login/"}
        page = opener.open(urllib.request.Request(login, headers=headers)).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        # The cookies are for https only, which the web server in front would do.
        headers["Cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
        values = {"username": "anna", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        body = urllib.parse.urlencode(values).encode()
        answer = opener.open(urllib.request.Request(login, body, headers))
        assert (answer.status, answer.headers["Location"]) == (302, "/beheer/")
        cookies = answer.headers.get_all("Set-Cookie")
        assert any("sessionid" in cookie and "Secure" in cookie for cookie in cookies)

        assert get(address, "/")[0] == 200
        (installed.data / "maintenance").touch()
        status, text = get(address, "/zoeken/")
        assert (status, "We zijn zo terug" in text) == (503, True)
        (installed.data / "maintenance").unlink()
        assert get(address, "/zoeken/")[0] == 200


class _Stay(urllib.request.HTTPRedirectHandler):
    """Shows a redirect as it is."""

    def http_error_302(self, req, fp, code, msg, headers):  # type: ignore[no-untyped-def]
        return fp
