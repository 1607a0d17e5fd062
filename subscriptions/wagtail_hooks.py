"""What following adds to the admin."""

from subscriptions.groups import hooks  # noqa: F401  (registers them)
