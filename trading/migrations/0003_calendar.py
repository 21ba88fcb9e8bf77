"""Seed the calendar with the yearly notices that a package knows; from here on the table is ours."""

from chinese_calendar.constants import Holiday, holidays, workdays
from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = {
    Holiday.new_years_day.value: "元旦",
    Holiday.spring_festival.value: "春节",
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.labour_day.value: "劳动节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.national_day.value: "国庆节",
    Holiday.mid_autumn_festival.value: "中秋节",
    Holiday.anti_fascist_70th_day.value: "抗战胜利纪念日",
}


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    day_model, year_model = apps.get_model("trading", "CalendarDay"), apps.get_model("trading", "CalendarYear")
    alias = schema_editor.connection.alias
    year_model.objects.using(alias).bulk_create(
        [year_model(year=year) for year in sorted({day.year for day in holidays})], ignore_conflicts=True
    )
    rows = [day_model(day=day, working=False, name=NAMES[name]) for day, name in holidays.items()]
    rows += [day_model(day=day, working=True, name=NAMES[name]) for day, name in workdays.items()]
    day_model.objects.using(alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("trading", "0002_insert_only")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
