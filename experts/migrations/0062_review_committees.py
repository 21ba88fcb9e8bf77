"""A committee has a phase: it evaluates bids, or reviews the applications of a pre-qualification (TR 18)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experts", "0061_time_of_the_evaluation"), ("bidding", "0072_committee_review_stays")]
    operations = [
        migrations.AddField(
            model_name="committeerequest",
            name="phase",
            field=models.CharField(default="bidding", max_length=20),
        ),
        migrations.AddField(
            model_name="committeeseat",
            name="phase",
            field=models.CharField(default="bidding", max_length=20),
        ),
        migrations.RemoveConstraint(model_name="committeerequest", name="one_committee_request_at_a_time"),
        migrations.AddConstraint(
            model_name="committeerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("lot", "phase"),
                name="one_committee_request_at_a_time",
            ),
        ),
        migrations.CreateModel(
            name="ReviewBallot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("passed", models.BooleanField()),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("members", models.TextField(blank=True, default="")),
                ("at", models.DateTimeField()),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_ballots",
                        to="experts.committeeseat",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_ballots",
                        to="bidding.submission",
                    ),
                ),
            ],
        ),
    ]
