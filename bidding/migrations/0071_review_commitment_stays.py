"""To what a review committed is inserted once; after the archive term it goes with the applications."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("bidding_finishedreview",)

LET_REVIEWS_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_bids(uuid)'::regprocedure),
        $$DELETE FROM bidding_closedapplications WHERE$$,
        $$DELETE FROM bidding_finishedreview WHERE lot_id = ANY (lots);
    DELETE FROM bidding_closedapplications WHERE$$
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("bidding", "0070_review_commitment")]
    operations = [
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_REVIEWS_BE_ERASED, migrations.RunSQL.noop),
    ]
