"""An upgrade arrives whole, or everything is as it was: code, packages, database, files, index."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.operations.places import CODE, Place, sums

pytestmark = pytest.mark.slow

PACKAGE = "kennisprobe"
# The first changes the database for good, the second cannot be done.
FIRST = """
from django.db import migrations, models

def spoil(apps, schema_editor):
    apps.get_model("search", "SearchCount").objects.all().delete()
    from wagtail.images.models import Image
    for image in Image.objects.all():
        image.file.storage.delete(image.file.name)

class Migration(migrations.Migration):
    dependencies = [("search", "{before}")]
    operations = [
        migrations.AddField("searchcount", "extra", models.TextField(default="")),
        migrations.RunPython(spoil),
    ]
"""
SECOND = """
from django.db import migrations

def fail(apps, schema_editor):
    raise RuntimeError("deze migratie kan niet")

class Migration(migrations.Migration):
    dependencies = [("search", "9001_first")]
    operations = [migrations.RunPython(fail)]
"""


class Site(Place):
    """A clone of the platform with an environment of its own."""

    def git(self, *arguments: str) -> str:
        return subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
            cwd=self.code,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def version(self, tag: str, files: dict[str, str]) -> None:
        """Make a version with these files on top of the first, and go back to where we were."""
        self.git("checkout", "-q", "-b", f"work-{tag}", "v1.0.0")
        for name, text in files.items():
            (self.code / name).write_text(text)
        self.git("add", "-A")
        self.git("commit", "-qm", tag)
        self.git("tag", tag)
        self.git("checkout", "-q", "main")

    def upgrade(self, *arguments: str, ok: bool) -> str:
        return self.run("-m", "operations.upgrade", *arguments, ok=ok)

    def everything(self) -> dict[str, Any]:
        """The state that must come back."""
        venv = self.code / ".venv"
        return {
            "rows": self.rows(),
            "media": self.media(),
            "key": (self.data / "secret_key").read_text(),
            "code": (self.git("rev-parse", "HEAD"), self.git("symbolic-ref", "HEAD")),
            "changes": self.git("status", "--porcelain"),
            "packages": {k: v for k, v in sums(venv).items() if not k.endswith(".pyc")},
            "static": (self.data / "static" / "staticfiles.json").read_text(),
            "index": self.manage("reconcile").splitlines()[-1],
            "closed": (self.data / "maintenance").exists(),
        }


@pytest.fixture
def site(full_place: Callable[[str], Place], tmp_path: Path) -> Site:
    """A clone at version 1.0.0 on branch main, with the demo catalogue, ready to be upgraded."""
    code = tmp_path / "site"
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=CODE, check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    for name in names:
        if (CODE / name).is_file():
            (code / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CODE / name, code / name)
    subprocess.run([sys.executable, "-m", "venv", str(code / ".venv")], check=True)
    own = next((code / ".venv" / "lib").glob("python*/site-packages"))
    (own / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    place = full_place("upgraded")
    made = Site(
        place.data,
        place.database_url,
        code=code,
        python=str(code / ".venv" / "bin" / "python"),
        extra={"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path)},
    )
    made.git("init", "-q", "-b", "main")
    made.git("add", "-A")
    made.git("commit", "-qm", "1.0.0")
    made.git("tag", "v1.0.0")
    made.manage("collectstatic", "--no-input")
    made.manage("check_site")  # draws the pictures that its pages show
    made.execute(
        "INSERT INTO search_searchcount (day, text, hits, count) VALUES ('2026-01-01', 'a', 0, 1)"
    )
    return made


@pytest.fixture
def requirements(tmp_path: Path) -> str:
    """The requirements with a package more, which lies in `tmp_path`."""
    wheel = tmp_path / f"{PACKAGE}-1.0-py3-none-any.whl"
    info = f"{PACKAGE}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as zipped:
        zipped.writestr(f"{PACKAGE}.py", "HERE = True\n")
        zipped.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 1.0\n"
        )
        zipped.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        zipped.writestr(f"{info}/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    locked = (CODE / "requirements" / "base.txt").read_text()
    return f"{locked}{PACKAGE}==1.0 --hash=sha256:{digest}\n"


def failing_version(requirements: str) -> dict[str, str]:
    """The files of a version whose second migration fails."""
    before = max(path.stem for path in (CODE / "search" / "migrations").glob("0*.py"))
    return {
        "requirements/base.txt": requirements,
        "search/migrations/9001_first.py": FIRST.format(before=before),
        "search/migrations/9002_second.py": SECOND,
        "static/css/nieuw.css": "p { color: inherit }\n",
    }


def test_a_step_that_fails_leaves_everything_as_it_was(site: Site, requirements: str) -> None:
    site.version("v2.0.0", failing_version(requirements))
    before = site.everything()

    said = site.upgrade(ok=False)

    assert "Mislukt bij Database" in said
    assert "deze migratie kan niet" in said
    assert "Pakketten: 1 nieuw" in said
    assert "Alles is zoals het was" in said
    assert site.everything() == before
    left = {path.name for path in site.data.iterdir()} | {path.name for path in site.code.iterdir()}
    assert not left & {".venv.before", ".venv.failed", "maintenance"}
    assert not (site.data / "upgrade" / "journal.json").exists()


def test_a_good_version_arrives_whole_and_nothing_is_newer_then(
    site: Site, requirements: str
) -> None:
    site.version(
        "v1.10.0", {"requirements/base.txt": requirements, "static/css/nieuw.css": "p {}\n"}
    )
    site.version("v1.9.0", {"static/css/nieuw.css": "b {}\n"})
    rows = site.rows()

    said = site.upgrade(ok=True)

    assert "v1.10.0" in said
    assert site.git("describe", "--tags") == "v1.10.0"
    assert "True" in site.run("-c", f"import {PACKAGE}; print({PACKAGE}.HERE)")
    assert "css/nieuw.css" in (site.data / "static" / "staticfiles.json").read_text()
    assert "30 van 30 vermeldingen" in said
    assert {**site.rows(), **changed(rows)} == {**rows, **changed(rows)}
    assert "blijft zoals hij is" in site.upgrade(ok=True)
    assert "Er is geen versie v7" in site.upgrade("v7", ok=False)
    (site.code / "README.md").write_text("van ons")
    assert "zie git status" in site.upgrade("v1.9.0", ok=False)
    assert (site.code / "README.md").read_text() == "van ons"
    assert not (site.data / "maintenance").exists()


def changed(rows: dict[str, Any]) -> dict[str, Any]:
    """What an upgrade writes itself: that there was a back-up."""
    return {"operations_lasttime": rows["operations_lasttime"]}


def test_an_upgrade_that_was_killed_goes_back_the_next_time(site: Site, requirements: str) -> None:
    site.version("v2.0.0", failing_version(requirements))
    before = site.everything()
    # As a power cut in the way back: everything is new, and nothing was put back.
    dying = (
        "import os, sys; from operations.upgrade import __main__ as main\n"
        "main.go_back = lambda *arguments: os._exit(9)\nsys.exit(main.main())"
    )
    site.run("-c", dying, ok=False)
    assert (site.data / "maintenance").exists()
    assert site.git("describe", "--tags") == "v2.0.0"
    site.git("tag", "-d", "v2.0.0")  # the version was withdrawn

    said = site.upgrade(ok=True)

    assert "eerst gaat alles terug" in said
    after = site.everything()
    assert {**after, "rows": {**after["rows"], **changed(before["rows"])}} == before | {
        "packages": after["packages"]
    }
    assert PACKAGE not in str(sorted(after["packages"]))


def test_an_upgrade_that_was_killed_before_its_packages_goes_back_without_them(
    site: Site, requirements: str
) -> None:
    settings = (CODE / "kennisplatform" / "settings.py").read_text()
    needs_it = {
        "requirements/base.txt": requirements,
        "kennisplatform/settings.py": f"import {PACKAGE}\n{settings}",
    }
    site.version("v2.0.0", needs_it)
    dying = (
        "import os, sys; from operations.upgrade import __main__ as main, packages\n"
        "packages.install = lambda *arguments: os._exit(9)\nsys.exit(main.main())"
    )
    site.run("-c", dying, ok=False)
    assert "No module named" in site.manage("check", ok=False)

    said = site.upgrade(ok=True)

    assert "eerst gaat alles terug" in said
    assert "Alles is zoals het was" in said
    assert site.git("describe", "--tags") == "v2.0.0", "it was tried again, and came whole"
    assert not (site.data / "maintenance").exists()
    assert not (site.code / ".upgrade").exists()
