"""Which draw a request is called by; it stays written."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


TABLES = ("experts_requesteddraw",)

LET_THEM_BE_ERASED = """
DO $do$ BEGIN
    EXECUTE replace(
        pg_get_functiondef('mz_erase_draws(uuid)'::regprocedure),
        'DELETE FROM experts_drawnames',
        'DELETE FROM experts_requesteddraw WHERE draw_id = ANY (draws); DELETE FROM experts_drawnames'
    );
END $do$
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):

    dependencies = [
        ('experts', '0012_erasure_of_draws'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequestedDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='requested', to='experts.draw')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='experts.committeerequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunSQL(LET_THEM_BE_ERASED, migrations.RunSQL.noop),
    ]
