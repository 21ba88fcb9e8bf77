"""Whatever is signed asks which key is in force: the few entries that say so are found by an index of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trading", "0006_membership_changes_stay")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index("order", name="rotations_of_keys", condition=models.Q(type="key.rotated")),
        )
    ]
