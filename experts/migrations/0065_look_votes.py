"""What a member of the committee says when it looks again is inserted; it goes with its seat (TR 56)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ('experts_lookvote',)

LET_LOOKS_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_evaluations(uuid)'::regprocedure),
        $$DELETE FROM experts_reviewballot WHERE$$,
        $$DELETE FROM experts_lookvote WHERE seat_id = ANY (seats);
    DELETE FROM experts_reviewballot WHERE$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [('experts', '0064_invited_by_the_platform'), ('trading', '0142_second_looks')]
    operations = [
        migrations.CreateModel(
            name="LookVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("able", models.BooleanField()),
                ("reason", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                ("look", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="trading.secondlook")),
                ("seat", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="look_votes", to="experts.committeeseat")),
            ],
        ),
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_LOOKS_BE_ERASED, migrations.RunSQL.noop),
    ]
