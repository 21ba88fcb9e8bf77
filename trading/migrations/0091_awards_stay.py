"""What was decided after the evaluation stays written; what was archived may be erased in time."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "trading_evaluated",
    "trading_candidatedisplay",
    "trading_validityrequest",
    "trading_validityreply",
    "trading_validityextension",
    "trading_award",
    "trading_awardreport",
    "trading_contracttext",
    "trading_contract",
)

LET_ARCHIVED_TRADES_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_check_erasure(uuid)'::regprocedure),
        $$'terminated')$$, $$'terminated', 'archived')$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("trading", "0090_award")]
    operations = [
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_ARCHIVED_TRADES_BE_ERASED, migrations.RunSQL.noop),
    ]
