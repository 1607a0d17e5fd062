"""The web server that runs now: gunicorn, as `gunicorn_conf.py` sets it up."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from django.conf import settings

PID_FILE = "web.pid"


def reload() -> bool:
    """Let the running web server start its processes anew; tells whether there was one."""
    try:
        pid = int((Path(settings.DATA_DIR) / PID_FILE).read_text())
        if b"gunicorn" not in Path(f"/proc/{pid}/cmdline").read_bytes():
            return False  # the number of a server that died was given to something else
        os.kill(pid, signal.SIGHUP)
    except (OSError, ValueError):
        return False
    return True
