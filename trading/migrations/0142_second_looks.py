"""A second look and what came of it is inserted; after the archive term it goes with the award (TR 56)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ('trading_secondlook', 'trading_secondlookresult')

LET_LOOKS_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_dealings(uuid)'::regprocedure),
        $$DELETE FROM trading_candidatedisplay WHERE$$,
        $$DELETE FROM trading_secondlookresult USING trading_secondlook made
        WHERE made.id = look_id AND made.lot_id = ANY (lots);
    DELETE FROM trading_secondlook WHERE lot_id = ANY (lots);
    DELETE FROM trading_candidatedisplay WHERE$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [('trading', '0141_fairness_reviews')]
    operations = [
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("rank", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("lot", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="second_looks", to="trading.lot")),
            ],
        ),
        migrations.CreateModel(
            name="SecondLookResult",
            fields=[
                (
                    "look",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="result",
                        serialize=False,
                        to="trading.secondlook",
                    ),
                ),
                ("able", models.BooleanField()),
                ("reasons", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_LOOKS_BE_ERASED, migrations.RunSQL.noop),
    ]
