"""What following adds to the admin."""

from subscriptions import admin_hooks  # noqa: F401  (registers them)
from subscriptions.groups import hooks as group_hooks  # noqa: F401
from subscriptions.webhooks import admin_hooks as webhook_hooks  # noqa: F401
