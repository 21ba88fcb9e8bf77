"""Ballots about applications are inserted and never changed; after the archive term they go with their seats."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("experts_reviewballot",)

LET_BALLOTS_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_evaluations(uuid)'::regprocedure),
        $$DELETE FROM experts_ballot WHERE$$,
        $$DELETE FROM experts_reviewballot WHERE seat_id = ANY (seats);
    DELETE FROM experts_ballot WHERE$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("experts", "0062_review_committees")]
    operations = [
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_BALLOTS_BE_ERASED, migrations.RunSQL.noop),
    ]
