"""What a review committee decided is inserted once; after the archive term it goes with the applications."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("bidding_committeereview",)

LET_REVIEWS_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_bids(uuid)'::regprocedure),
        $$DELETE FROM bidding_finishedreview WHERE$$,
        $$DELETE FROM bidding_committeereview WHERE lot_id = ANY (lots);
    DELETE FROM bidding_finishedreview WHERE$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("bidding", "0071_review_commitment_stays"), ("trading", "0140_erasure_of_dealings")]
    operations = [
        migrations.CreateModel(
            name="CommitteeReview",
            fields=[
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="committee_review",
                        serialize=False,
                        to="trading.lot",
                    ),
                ),
                ("members", models.JSONField()),
                ("experts", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_REVIEWS_BE_ERASED, migrations.RunSQL.noop),
    ]
