"""A second look says until when it is asked for, and may be withdrawn; after the archive term that goes with it (TR 56)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ('trading_secondlookwithdrawal',)

LET_WITHDRAWALS_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_dealings(uuid)'::regprocedure),
        $$DELETE FROM trading_secondlookresult USING$$,
        $$DELETE FROM trading_secondlookwithdrawal USING trading_secondlook made
        WHERE made.id = look_id AND made.lot_id = ANY (lots);
    DELETE FROM trading_secondlookresult USING$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [('trading', '0142_second_looks')]
    operations = [
        migrations.AddField("secondlook", "answer_by", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="SecondLookWithdrawal",
            fields=[
                (
                    "look",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawal",
                        serialize=False,
                        to="trading.secondlook",
                    ),
                ),
                ("reason", models.TextField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_WITHDRAWALS_BE_ERASED, migrations.RunSQL.noop),
    ]
