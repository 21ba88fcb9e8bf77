"""What a committee and its bidders have said, locked and signed is inserted and never changed."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "experts_committeeseat",
    "experts_seatleft",
    "experts_undertaking",
    "experts_chairvote",
    "experts_ballot",
    "experts_bidquestion",
    "experts_bidanswer",
    "experts_lockedsheet",
    "experts_evaluationreport",
    "experts_reportsignature",
)


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("experts", "0020_evaluation"), ("trading", "0002_insert_only")]
    operations = [migrations.RunPython(make_insert_only, migrations.RunPython.noop)]
