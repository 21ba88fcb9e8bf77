"""That a member was told of a second look is inserted; it goes with its seat (TR 56)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ('experts_looknotice',)

LET_NOTICES_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_evaluations(uuid)'::regprocedure),
        $$DELETE FROM experts_lookvote WHERE$$,
        $$DELETE FROM experts_looknotice WHERE seat_id = ANY (seats);
    DELETE FROM experts_lookvote WHERE$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [('experts', '0065_look_votes'), ('trading', '0143_looks_withdrawn')]
    operations = [
        migrations.CreateModel(
            name="LookNotice",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("receipt", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("look", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="trading.secondlook")),
                ("seat", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="look_notices", to="experts.committeeseat")),
            ],
        ),
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_NOTICES_BE_ERASED, migrations.RunSQL.noop),
    ]
