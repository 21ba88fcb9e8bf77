"""Applications, decisions and results are inserted and never changed; after the archive term they go with the bids."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "bidding_handover",
    "bidding_closedapplications",
    "bidding_reviewdecision",
    "bidding_qualification",
)

LET_APPLICATIONS_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_bids(uuid)'::regprocedure),
        $$DELETE FROM bidding_submission WHERE$$,
        $$DELETE FROM bidding_qualification WHERE lot_id = ANY (lots);
    DELETE FROM bidding_reviewdecision WHERE lot_id = ANY (lots);
    DELETE FROM bidding_closedapplications WHERE lot_id = ANY (lots);
    DELETE FROM bidding_handover USING bidding_submission sent
        WHERE sent.id = submission_id AND sent.lot_id = ANY (lots);
    DELETE FROM bidding_submission WHERE$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("bidding", "0020_prequalification"), ("bidding", "0004_erasure_of_bids")]
    operations = [
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_APPLICATIONS_BE_ERASED, migrations.RunSQL.noop),
    ]
