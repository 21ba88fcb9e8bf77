"""Keys that members made, what was sealed to them and what could not be read is inserted and never changed."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "experts_memberkey",
    "experts_givenkeys",
    "experts_lostkeys",
    "experts_filenote",
)


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("experts", "0030_files"), ("trading", "0002_insert_only")]
    operations = [migrations.RunPython(make_insert_only, migrations.RunPython.noop)]
