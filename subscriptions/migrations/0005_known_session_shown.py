from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0004_right_to_see_addresses")]

    operations = [
        migrations.AddField(
            model_name="knownsession",
            name="shown",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
