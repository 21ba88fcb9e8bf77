"""A clarification may change how bids are evaluated."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trading", "0091_awards_stay")]

    operations = [
        migrations.AddField(model_name="clarification", name="scheme", field=models.JSONField(null=True)),
    ]
