"""Settings of the tests: the real ones, with everything written below one temporary folder."""

import os
import tempfile
from pathlib import Path

# Settings read the environment once, at import; a worker of pytest-xdist has its own folder.
_folder = Path(tempfile.gettempdir()) / f"kennisplatform-tests-{os.getpid()}"
os.environ.update(DATA_DIR=str(_folder), SECRET_KEY="only-for-tests-" + "x" * 40, DEBUG="0")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_folder / 'db.sqlite3'}")

from kennisplatform.settings import *  # noqa: E402, F403

(_folder / "static").mkdir(parents=True, exist_ok=True)
ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
# No worker looks on: what Wagtail leaves to the background is done on the spot.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file and not memory: some tests let another process work on the same database.
    DATABASES["default"].setdefault("TEST", {})["NAME"] = str(_folder / "test.sqlite3")  # noqa: F405
