"""What the demo and a real installation have in common: a database with what every site needs."""

from django.core.management import call_command


def prepare() -> None:
    """Migrate, collect the static files, and load regions, terms, glossary and first pages.

    Keeps what is there; a second time changes nothing. Raises what the commands raise.
    """
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("setup_site")
