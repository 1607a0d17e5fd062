"""`make install`: the platform for real, without anything of the demo.

A second time it changes nothing; after a step that failed it goes on where that one was.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

from operations.install.administrator import take_password
from operations.install.questions import InstallError, ask_settings
from operations.settings_file import read_settings, write_settings
from operations.version import CODE


def main() -> None:
    """Write the settings, which Django reads once, and take the other steps with them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kennisplatform.settings")
    os.umask(0o027)  # the data are nobody else's
    password = take_password()
    try:
        settle(Path(os.environ.get("ENV_FILE", CODE / ".env")))
        django.setup()
        from operations.install.steps import take_steps  # needs Django to be set up

        take_steps(password)
    except InstallError as error:
        sys.exit(f"De installatie is gestopt: {error}")
    except (KeyboardInterrupt, EOFError):
        sys.exit("\nDe installatie is afgebroken. Draai make install nog eens om verder te gaan.")


def settle(path: Path) -> None:
    """See to it that there is a settings file, and that this process goes by it."""
    if path.exists():
        _say(f"Instellingen: {path} is er al en blijft zoals hij is.")
    else:
        write_settings(path, ask_settings())
        _say(f"Instellingen: {path} geschreven; alleen u kunt hem lezen.")
    for key, value in read_settings(path).items():
        if os.environ.get(key, value) != value:
            _say(f"  {key} is in de omgeving anders; wat in het bestand staat geldt.")
        # The site itself will have the file only, so every step must see what the site sees.
        os.environ[key] = value


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
