import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bidding", "0021_prequalification_stays")]
    operations = [
        migrations.AddField(
            model_name="reviewdecision",
            name="members",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="qualification",
            name="members",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="qualification",
            name="salt",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.CreateModel(
            name="FinishedReview",
            fields=[
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="finished_review",
                        serialize=False,
                        to="trading.lot",
                    ),
                ),
                ("leaves", models.JSONField()),
                ("root", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
