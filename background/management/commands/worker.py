"""`manage.py worker`: do the work that nobody waits for, until told to stop."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from background.worker import Worker


class Command(BaseCommand):
    help = (
        "Doet het achtergrondwerk: de wachtrij van de zoekindex, taken, en wat op een vaste tijd "
        "moet. Draait tot SIGTERM of Ctrl-C en maakt dan eerst af waar het mee bezig is; er "
        "mogen er meer naast elkaar draaien."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker("worker")

        def stop(number: int, frame: FrameType | None) -> None:
            worker.stop()
            # Whoever asks twice does not want to wait.
            signal.signal(number, signal.SIG_DFL)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.stdout.write(f"Werker {worker.presence.id} begint.")
        worker.run()
        self.stdout.write("Werker gestopt.")
