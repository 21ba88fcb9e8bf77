"""Draws go with the bodies of their trade, under the same conditions (ADR 0010)."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION mz_erase_draws(erased uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    draws uuid[];
    gone bigint;
BEGIN
    PERFORM mz_check_erasure(erased);
    PERFORM set_config('mingzheng.erasing', 'yes', true);
    SELECT array_agg(draw.id) INTO draws FROM experts_draw draw
        JOIN trading_lot lot ON lot.id = draw.lot_id WHERE lot.trade_id = erased;
    DELETE FROM experts_drawnames WHERE draw_id = ANY (draws);
    DELETE FROM experts_platformhalf WHERE draw_id = ANY (draws);
    DELETE FROM experts_platformkey WHERE draw_id = ANY (draws);
    DELETE FROM experts_drawstep WHERE draw_id = ANY (draws);
    DELETE FROM experts_draw WHERE id = ANY (draws);
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('mingzheng.erasing', '', true);
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION mz_erase_draws(uuid) FROM PUBLIC;
"""


def make_function(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        grant = "SELECT format('GRANT EXECUTE ON FUNCTION mz_erase_draws(uuid) TO %%I', %s::name)"
        cursor.execute(grant, [settings.APPLICATION_ROLE])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("experts", "0011_draw_stays"), ("trading", "0009_erasure_functions")]
    operations = [migrations.RunPython(make_function, migrations.RunPython.noop)]
