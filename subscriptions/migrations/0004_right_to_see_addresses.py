"""The right to see who follows has a name in Dutch, on sites that exist already too."""

from typing import Any

from django.db import migrations

NAME = "mag zien welke adressen volgen"


def rename_right(apps: Any, schema_editor: Any) -> None:
    """Django names a right once, when it makes it."""
    rights = apps.get_model("auth", "Permission").objects
    followers = rights.filter(content_type__app_label="subscriptions")
    followers.filter(codename="view_follower").update(name=NAME)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("subscriptions", "0003_lost_term_is_told_at_once"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="follower",
            options={
                "default_permissions": (),
                "permissions": [("view_follower", NAME)],
                "verbose_name": "volger",
                "verbose_name_plural": "volgers",
            },
        ),
        migrations.RunPython(rename_right, migrations.RunPython.noop),
    ]
