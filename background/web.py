"""The small set-up: a thread in the web process does the work of a worker.

It is started by `wsgi.py` and `asgi.py`, that is in a process that serves pages and never by a
command. Of several web processes one holds the lease and works; the others take over when it
goes.
"""

from __future__ import annotations

import atexit
import threading

from django.conf import settings

from background.worker import Worker

FINISH_SECONDS = 25.0  # gunicorn gives a process thirty


def start() -> None:
    """Start the thread, unless the work is left to workers (`BACKGROUND=worker`)."""
    if settings.BACKGROUND != "web":
        return
    worker = Worker("web")
    thread = threading.Thread(target=worker.run, name="background", daemon=True)
    thread.start()

    def finish() -> None:
        worker.stop()
        thread.join(FINISH_SECONDS)

    atexit.register(finish)
