"""What was made sure of before a notice is inserted and never changed; after the archive term it goes with the trade."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("trading_fairnessreview",)

LET_REVIEWS_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_dealings(uuid)'::regprocedure),
        $$DELETE FROM trading_clarification WHERE$$,
        $$DELETE FROM trading_fairnessreview WHERE trade_id = erased;
    DELETE FROM trading_clarification WHERE$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("trading", "0140_erasure_of_dealings")]
    operations = [
        migrations.CreateModel(
            name="FairnessReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("concerns", models.JSONField()),
                ("draft", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fairness_reviews",
                        to="trading.trade",
                    ),
                ),
            ],
        ),
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_REVIEWS_BE_ERASED, migrations.RunSQL.noop),
    ]
