"""What was said of an expert, who was called and how it ended is inserted and never changed."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "experts_standingchange",
    "experts_employer",
    "experts_contact",
    "experts_creditrecord",
    "experts_requestedgroup",
    "experts_call",
    "experts_passed",
    "experts_callnotice",
    "experts_callreply",
    "experts_memberdeparture",
)


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("experts", "0001_pool"), ("trading", "0002_insert_only")]
    operations = [migrations.RunPython(make_insert_only, migrations.RunPython.noop)]
