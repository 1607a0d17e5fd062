"""Restoring a back-up: checked before anything is touched, and undone when a step fails."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from background.claiming import make_due
from kennisplatform import maintenance
from operations.backup import archive
from operations.backup.aside import Aside
from operations.backup.database import Database, current_database
from operations.backup.making import settings_files
from operations.backup.manifest import BackupError, Manifest
from operations.settings_file import read_settings
from search.engines.base import EngineBusyError, EngineUnavailableError
from search.jobs import reconcile_index
from search.rebuild import RebuildFailedError, rebuild

_RESERVE = 100 * 1024 * 1024  # bytes of the disk that stay free
# Where a back-up puts things when it brings its own settings; they must agree with ours.
_PLACES = ("DATA_DIR", "DATABASE_URL")

_SCRATCH = "restore-"  # folders in DATA_DIR where a back-up is unpacked

Say = Callable[[str], object]


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    rows: int
    files: int
    documents: int | None  # in the new index; None when the engine is away and it comes later
    kept: Path | None  # where what was there before is
    settings_beside: Path | None  # the settings of the back-up, when ours were kept


def restore(path: Path, *, replace: bool, say: Say) -> Restored:
    """Put a back-up in the place that the settings name. `say` gets a line for each step.

    Without `replace` that place must be empty. Raises BackupError; then all is as it was.
    """
    database = current_database()
    aside = Aside(database)
    data = Path(settings.DATA_DIR)
    if aside.unfinished():
        say("Een eerder herstel is afgebroken; eerst komt terug wat er daarvoor stond.")
        with _closed():
            aside.put_back()
        for left in data.glob(f"{_SCRATCH}*"):
            shutil.rmtree(left)
    empty = database.is_empty() and not _has_files(Path(settings.MEDIA_ROOT))
    if not empty and not replace:
        raise BackupError(
            "Hier staat al een platform. Met --replace komt de back-up ervoor in de plaats; wat er "
            "nu staat wordt dan apart gehouden."
        )
    with tempfile.TemporaryDirectory(dir=data, prefix=_SCRATCH) as scratch:
        say("Back-up nakijken…")
        unpacked = Path(scratch)
        manifest = archive.unpack(path, unpacked, shutil.disk_usage(data).free - _RESERVE)
        _fits(manifest, unpacked)
        with _closed():
            settings_too = not Path(settings.ENV_FILE).exists()
            try:
                aside.begin(settings_too)
                documents = _put_in_place(manifest, unpacked, database, settings_too, say)
            except BaseException as error:
                say("Terugzetten wat er stond…")
                if aside.unfinished():
                    aside.put_back()
                if isinstance(error, _EXPECTED):
                    raise BackupError(f"Niet hersteld, alles is als voorheen: {error}") from error
                raise
            kept = aside.finish()
            if empty and kept is not None:
                shutil.rmtree(kept)
                kept = None
        beside = None if settings_too else _lay_settings_beside(unpacked)
    files = sum(name.startswith("media/") for name in manifest.files)
    return Restored(manifest, sum(manifest.rows.values()), files, documents, kept, beside)


_EXPECTED = (BackupError, CommandError, DatabaseError, ImproperlyConfigured, OSError)


@contextmanager
def _closed() -> Iterator[None]:
    try:
        with maintenance.closed("restore"):
            yield
    except maintenance.StillWorkingError:
        raise BackupError(
            f"Het werk op de achtergrond is na {maintenance.MAY_WORK_ON:.0f} seconden nog niet "
            "klaar. Stop de werkers, of probeer het later."
        ) from None


def restore_settings(path: Path) -> list[Path]:
    """Put only the settings of a back-up in place; returns the files. Raises BackupError.

    An existing settings file is never overwritten.
    """
    target = Path(settings.ENV_FILE)
    if target.exists():
        raise BackupError(f"Er zijn al instellingen: {target}")
    data = Path(settings.DATA_DIR)
    with tempfile.TemporaryDirectory(dir=data, prefix=_SCRATCH) as scratch:
        archive.unpack(path, Path(scratch), shutil.disk_usage(data).free - _RESERVE)
        source = Path(scratch) / "settings/env"
        if not source.exists():
            raise BackupError("In deze back-up staan geen instellingen.")
        shutil.move(source, target)
    return [target]


def _fits(manifest: Manifest, unpacked: Path) -> None:
    """Whether this back-up belongs in the place that our settings name."""
    if manifest.vendor != connection.vendor:
        raise BackupError(
            f"Deze back-up is van een database als {manifest.vendor}, en hier is het "
            f"{connection.vendor}. Zet DATABASE_URL goed, of begin met --settings-only."
        )
    source = unpacked / "settings/env"
    if Path(settings.ENV_FILE).exists() or not source.exists():
        return
    theirs = read_settings(source)
    for key in _PLACES:
        if key in theirs and theirs[key] != read_settings(None).get(key):
            raise BackupError(
                f"De instellingen in de back-up noemen een andere plaats ({key}). Zet eerst die "
                "terug met --settings-only, kijk ze na, en herstel dan."
            )


def _put_in_place(
    manifest: Manifest, unpacked: Path, database: Database, settings_too: bool, say: Say
) -> int | None:
    say("Database terugzetten…")
    database.load(unpacked / "database" / database.name)
    counted = dict(database.count_rows())
    if counted != dict(manifest.rows):
        different = sorted(set(counted.items()) ^ set(manifest.rows.items()))
        raise BackupError(f"de aantallen rijen verschillen van de back-up: {different[:5]}")
    say("Afbeeldingen en documenten terugzetten…")
    _place_media(unpacked / "media")
    for name, target in settings_files().items():
        if (unpacked / name).exists() and (settings_too or name != "settings/env"):
            shutil.move(unpacked / name, target)
    _migrate(say)
    return _rebuild(say)


def _rebuild(say: Say) -> int | None:
    """Build the index; one that cannot be made now follows later, since it is made of the rest."""
    say("Zoekindex opbouwen…")
    try:
        return rebuild().documents
    except (EngineBusyError, EngineUnavailableError, RebuildFailedError) as error:
        say(f"De zoekindex kon niet worden opgebouwd: {error}")
        make_due(reconcile_index)
        return None


def _place_media(source: Path) -> None:
    target = Path(settings.MEDIA_ROOT)
    source.mkdir(exist_ok=True)  # a site without any picture
    for path in (source, *source.rglob("*")):
        path.chmod(0o755 if path.is_dir() else settings.FILE_UPLOAD_PERMISSIONS)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)


def _migrate(say: Say) -> None:
    """Bring an older database up to this version; refuse one that is newer."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    unknown = [
        f"{app}.{name}"
        for app, name in (loader.applied_migrations or {})
        if app in loader.migrated_apps
        and (app, name) not in (loader.disk_migrations or {})
        and (app, name) not in loader.replacements
    ]
    if unknown:
        raise BackupError(
            f"de back-up is van een nieuwere versie van het platform ({', '.join(unknown[:3])})"
        )
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    if plan:
        say(f"De back-up is van een oudere versie: {len(plan)} migraties…")
        call_command("migrate", interactive=False, verbosity=0)


def _lay_settings_beside(unpacked: Path) -> Path | None:
    """Keep our settings, and put those of the back-up beside them when they differ."""
    source, ours = unpacked / "settings/env", Path(settings.ENV_FILE)
    if not source.exists() or source.read_bytes() == ours.read_bytes():
        return None
    beside = ours.with_name(f"{ours.name}.from-backup")
    shutil.move(source, beside)
    return beside


def _has_files(folder: Path) -> bool:
    return folder.exists() and any(path.is_file() for path in folder.rglob("*"))
