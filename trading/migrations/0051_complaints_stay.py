"""Complaints, what was done about them, stop orders and their ends stay written."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "trading_complaint",
    "trading_complaintfile",
    "trading_complaintstep",
    "trading_stoporder",
    "trading_stoplifting",
)


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("trading", "0050_complaints")]
    operations = [migrations.RunPython(make_insert_only, migrations.RunPython.noop)]
