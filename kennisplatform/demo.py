"""`make demo`: from nothing to a running catalogue, and quick the next time."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from kennisplatform.settings import BASE_DIR

WORKERS = 1
THREADS = 4


def main() -> None:
    """Migrate, load what is not there yet, and serve until Ctrl-C."""
    port = os.environ.get("PORT", "8000")
    environment = {**os.environ, "BASE_URL": os.environ.get("BASE_URL", f"http://localhost:{port}")}
    started = time.monotonic()
    for arguments in (
        ["migrate", "--verbosity", "0"],
        ["collectstatic", "--noinput", "--verbosity", "0"],
        ["setup_site"],
        ["load_demo"],
        ["drain_queue"],
    ):
        step = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(step, cwd=BASE_DIR, env=environment, check=False)  # noqa: S603
        if done.returncode:
            sys.exit(f"`manage.py {' '.join(arguments)}` is mislukt (code {done.returncode}).")
    print(f"Klaar in {time.monotonic() - started:.0f} s.", flush=True)  # noqa: T201
    print_addresses(port)
    os.chdir(BASE_DIR)
    os.execve(  # noqa: S606
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "kennisplatform.wsgi:application",
            f"--bind=127.0.0.1:{port}",
            f"--workers={WORKERS}",
            f"--threads={THREADS}",
            "--log-level=warning",
        ],
        environment,
    )


def print_addresses(port: str) -> None:
    """Say where to look and how to sign in."""
    from practices.demo.account import PASSWORD, USERNAME

    base = f"http://127.0.0.1:{port}"
    print(  # noqa: T201
        f"\n  De site        {base}/\n"
        f"  Zoeken         {base}/zoeken/\n"
        f"  De interface   {base}/api/v1/entries\n"
        f"  Redactie       {base}/beheer/  (naam: {USERNAME}, wachtwoord: {PASSWORD})\n"
        "\n  Stoppen met Ctrl-C. Wat u verandert blijft staan in de map var/.\n",
        flush=True,
    )


if __name__ == "__main__":
    main()
