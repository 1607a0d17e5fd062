"""The systemd units of this installation, written out for who manages the machine."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from string import Template

from django.conf import settings

from operations.version import CODE

TEMPLATES = CODE / "operations" / "systemd"
COMMON = "common.conf"


def folder() -> Path:
    """Where the units of this installation are written."""
    return Path(settings.DATA_DIR) / "systemd"


def write_units() -> list[Path]:
    """Write the units that are new or changed; returns those."""
    folder().mkdir(parents=True, exist_ok=True)
    values = _values()
    common = _filled(TEMPLATES / COMMON, values)
    written = []
    for template in sorted(TEMPLATES.glob("kennisplatform*")):
        text = _filled(template, {**values, "common": common.strip()})
        target = folder() / template.name
        if not target.exists() or target.read_text() != text:
            target.write_text(text)
            written.append(target)
    return written


def _values() -> dict[str, str]:
    data, backups = Path(settings.DATA_DIR), Path(settings.BACKUP_DIR)
    # A disk for back-ups that is not there ("-") must not keep the website from starting.
    writable = [_word(str(data))]
    if not backups.is_relative_to(data):
        writable.append(_word(f"-{backups}"))
    env_file = os.environ.get("ENV_FILE")
    return {
        "user": getpass.getuser(),
        "code": str(CODE).replace("%", "%%"),
        "python": _word(sys.executable),
        "writable": " ".join(writable),
        "environment": f"Environment={_word(f'ENV_FILE={settings.ENV_FILE}')}" if env_file else "",
    }


def _filled(template: Path, values: dict[str, str]) -> str:
    lines = Template(template.read_text()).substitute(values).splitlines()
    return "\n".join(lines) + "\n"


def _word(text: str) -> str:
    """One word for systemd, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
