"""What was asked, objected to, answered, and who follows stays written; what was terminated may be erased in time."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "trading_question",
    "trading_answer",
    "trading_documentobjection",
    "trading_documentanswer",
    "trading_follower",
)

LET_TERMINATED_TRADES_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_check_erasure(uuid)'::regprocedure),
        $$('opened', 'failed')$$, $$('opened', 'failed', 'terminated')$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("trading", "0012_dialogue")]
    operations = [
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_TERMINATED_TRADES_BE_ERASED, migrations.RunSQL.noop),
    ]
