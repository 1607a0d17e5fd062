"""A back-up comes back whole or not at all, on every database."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.places import Place

pytestmark = pytest.mark.slow

NewPlace = Callable[[str], Place]

# Two rows in one transaction, again and again: a back-up must have both or neither.
WRITER = """
import datetime, django; django.setup()
from django.db import transaction
from search.models import SearchCount
number = 0
while True:
    with transaction.atomic():
        for half in "ab":
            SearchCount.objects.create(
                day=datetime.date(2026, 1, 1), text=f"{number} {half}", hits=0, count=1
            )
    number += 1
    print(number, flush=True)
"""

# A restore that dies at its last step, as by a power cut.
DYING = """
import os, sys, django; django.setup()
from django.core.management import call_command
from operations.backup import restoring
restoring.rebuild = lambda: os._exit(9)
call_command("restore", sys.argv[1], replace=True)
"""


def rewritten(path: Path, target: Path, change: Callable[[dict[str, object]], None]) -> Path:
    """The same back-up with another manifest."""
    with tarfile.open(path) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            opened = old.extractfile(member)
            assert opened is not None
            text = opened.read()
            if member.name == "manifest.json":
                manifest = json.loads(text)
                change(manifest)
                text = json.dumps(manifest).encode()
                member.size = len(text)
            new.addfile(member, io.BytesIO(text))
    return target


def test_an_empty_place_gets_every_row_and_file(
    source: Place, saved: Path, new_place: NewPlace
) -> None:
    place = new_place("empty")
    said = place.manage("restore", str(saved))

    before, after = source.rows(), place.rows()
    assert len(before) > 100
    # Written after the moment of the back-up: that it was made.
    before.pop("operations_lasttime"), after.pop("operations_lasttime")
    assert before == after
    assert source.media() == place.media()
    assert len(place.media()) == 27
    assert (place.data / "secret_key").read_text() == (source.data / "secret_key").read_text()
    assert place.env_file.read_text() == source.env_file.read_text()
    for secret in (place.data / "secret_key", place.env_file, saved):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert "30 vermeldingen in de index" in said
    assert "0 ontbraken, 0 waren verouderd, 0 hoorden er niet in" in place.manage("reconcile")
    assert not (place.data / "maintenance").exists()
    assert not (place.data / "before-restore").exists()


def test_writing_goes_on_and_the_back_up_is_of_one_moment(
    source: Place, saved: Path, new_place: NewPlace, full_place: NewPlace
) -> None:
    place = full_place("busy")
    environment = {**place.environment(), "DJANGO_SETTINGS_MODULE": "kennisplatform.settings"}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER],
        cwd=place.code,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout is not None
        writer.stdout.readline()  # it writes
        made = place.backup()
    finally:
        writer.kill()
        written = int(writer.communicate()[0].split()[-1])
    other = new_place("other")
    other.manage("restore", str(made))

    texts = {row[2] for row in other.rows()["search_searchcount"] if row[1] and " " in row[2]}
    numbers = {text.split()[0] for text in texts}
    assert texts == {f"{number} {half}" for number in numbers for half in "ab"}
    assert 0 < len(numbers) < written


def test_a_place_in_use_is_left_alone(saved: Path, full_place: NewPlace) -> None:
    place = full_place("used")
    place.execute("UPDATE wagtailcore_page SET title = 'Van ons' WHERE depth = 2")
    before = place.state()

    assert "--replace" in place.manage("restore", str(saved), ok=False)

    assert place.state() == before


def test_replacing_keeps_what_was_there_aside(saved: Path, full_place: NewPlace) -> None:
    place = full_place("replaced")
    place.execute("DELETE FROM operations_lasttime")  # noted after the moment of the back-up
    whole = place.state()
    place.execute("UPDATE wagtailcore_page SET title = 'Weg ermee' WHERE depth = 2")
    (place.data / "media" / "los.txt").write_text("later gekomen")
    (place.data / "secret_key").write_text("een andere sleutel")

    for _twice in range(2):
        place.manage("restore", "--replace", str(saved))

        assert place.state() == whole
        assert (place.data / "before-restore" / "media").is_dir()


@pytest.mark.parametrize("step", ["counts", "index"])
def test_a_restore_that_fails_puts_everything_back(
    saved: Path, full_place: NewPlace, tmp_path: Path, step: str
) -> None:
    place = full_place("failing")
    place.execute("UPDATE wagtailcore_page SET title = 'Van ons' WHERE depth = 2")
    (place.data / "media" / "los.txt").write_text("van ons")
    (place.data / "secret_key").write_text("onze eigen sleutel, van deze machine")
    before = place.state()
    path = saved
    if step == "counts":
        path = rewritten(
            saved,
            tmp_path / "wrong.tar.gz",
            lambda manifest: manifest["rows"].update(wagtailcore_page=1),  # type: ignore[attr-defined]
        )
    else:
        shutil.rmtree(place.data / "index")
        (place.data / "index").write_text("there is no room for a folder here")

    said = place.manage("restore", "--replace", str(path), ok=False)

    assert "alles is als voorheen" in said
    assert "Traceback" not in said
    assert place.state() == before
    assert not (place.data / "maintenance").exists()


def test_a_restore_that_was_killed_is_put_back_by_the_next(
    saved: Path, full_place: NewPlace
) -> None:
    place = full_place("killed")
    place.execute("UPDATE wagtailcore_page SET title = 'Van ons' WHERE depth = 2")
    before = place.state()
    place.extra["DJANGO_SETTINGS_MODULE"] = "kennisplatform.settings"
    place.run("-c", DYING, str(saved), ok=False)
    assert (place.data / "before-restore" / "unfinished.json").exists()

    said = place.manage("restore", str(saved), ok=False)

    assert "eerst komt terug wat er daarvoor stond" in said
    assert place.state() == before
    left = {path.name.partition("-")[0] for path in place.data.iterdir()}
    assert not left & {"maintenance", "restore", "before"}


def test_a_restore_without_its_search_engine_keeps_the_rows_and_says_what_waits(
    saved: Path, full_place: NewPlace
) -> None:
    place = full_place("engine-away")
    place.execute("DELETE FROM search_searchcount")
    place.extra = {**place.extra, "SEARCH_URL": "elasticsearch://127.0.0.1:9/nobody"}

    said = place.manage("restore", str(saved), "--replace")

    assert "de index volgt nog" in said
    assert not (place.data / "maintenance").exists()
    place.extra.pop("SEARCH_URL")
    due = "from background.models import JobRun; print(JobRun.objects.get(started_at=None).name)"
    assert "search.reconcile_index" in place.manage("shell", "-c", due)


def test_an_older_back_up_is_brought_up_to_date_and_a_newer_one_refused(
    saved: Path, new_place: NewPlace, full_place: NewPlace
) -> None:
    old = full_place("old")
    old.manage("migrate", "axes", "0008")
    path = old.backup()

    new = new_place("new")
    assert "2 migraties" in new.manage("restore", str(path))

    new.execute(
        "INSERT INTO django_migrations (app, name, applied) "
        "VALUES ('search', '9999_later', '2026-01-01')"
    )
    newer = new.backup()
    empty = new_place("behind")
    assert "search.9999_later" in empty.manage("restore", str(newer), ok=False)
    assert empty.rows() == {}


def test_a_damaged_back_up_touches_nothing(
    saved: Path, new_place: NewPlace, tmp_path: Path
) -> None:
    text = bytearray(gzip.decompress(saved.read_bytes()))
    middle = text.find(b"wagtailcore_page")
    text[middle] ^= 1
    damaged = tmp_path / "damaged.tar.gz"
    damaged.write_bytes(gzip.compress(bytes(text), 1))
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    place = new_place("untouched")

    assert "is niet wat het was" in place.manage("restore", str(damaged), ok=False)
    assert "geen hele back-up" in place.manage("restore", str(cut), ok=False)

    assert sorted(path.name for path in place.data.iterdir()) == ["secret_key"]
    assert place.rows() == {}


def test_older_back_ups_go_and_other_files_stay(saved: Path, source: Place, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"kennisplatform-2026010{day}-000000.tar.gz").touch()
    (folder / "kennisplatform-van-mij.tar.gz").touch()
    dead = folder / ".kennisplatform-20260101-000000.tar.gz.1.partial"
    dead.touch()
    dump = folder / ".kennisplatform-abc123"  # of a back-up that was killed
    dump.mkdir()
    (dump / "sqlite").touch()
    for each in (dead, dump):
        os.utime(each, (time.time() - 100_000,) * 2)

    said = source.manage("backup", "--keep", "2", str(folder))

    assert "2 oudere back-ups verwijderd" in said
    left = sorted(path.name for path in folder.iterdir())
    assert left[0] == "kennisplatform-20260103-000000.tar.gz"
    assert left[2:] == ["kennisplatform-van-mij.tar.gz"]
    assert len(left) == 3
