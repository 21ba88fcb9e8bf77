"""Bids, receipts, releases and what was said at the opening are inserted and never changed."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "bidding_keyholderkey",
    "bidding_sealedobject",
    "bidding_submission",
    "bidding_closedbox",
    "bidding_attendance",
    "bidding_release",
    "bidding_publishedwindowkey",
    "bidding_openedbid",
    "bidding_objection",
    "bidding_objectionanswer",
    "bidding_confirmation",
    "bidding_openingrecord",
)


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("bidding", "0002_bidders"), ("trading", "0002_insert_only")]
    operations = [migrations.RunPython(make_insert_only, migrations.RunPython.noop)]
