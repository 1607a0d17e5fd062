from django.db import migrations, models
from django.utils import timezone


def lost_from_now(apps, schema_editor):
    """Since when what was lost before is not known: it goes a month from now."""
    subscriptions = apps.get_model("subscriptions", "Subscription")
    subscriptions.objects.filter(state="vervallen").update(lost_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0004_right_to_see_addresses")]

    operations = [
        migrations.AddField(
            model_name="knownsession",
            name="shown",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="subscription",
            name="lost_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(lost_from_now, migrations.RunPython.noop),
    ]
