"""The national codes of expert specialities, as the project ships them; a later edition comes by `load_majors`."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MAJORS = Path(__file__).resolve().parents[1] / "data" / "majors.tsv"


def load(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    major_code = apps.get_model("experts", "MajorCode")
    lines = MAJORS.read_text(encoding="utf-8").splitlines()
    rows = [major_code(code=code, name=name) for code, _, name in (line.partition("\t") for line in lines)]
    major_code.objects.using(schema_editor.connection.alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("experts", "0002_pool_stays")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
