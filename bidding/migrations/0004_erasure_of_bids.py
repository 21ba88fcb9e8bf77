"""Bids and all that was said at the opening go with the bodies of their trade, under the same conditions (ADR 0010)."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION mz_erase_bids(erased uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    lots uuid[];
    gone bigint;
BEGIN
    PERFORM mz_check_erasure(erased);
    PERFORM set_config('mingzheng.erasing', 'yes', true);
    SELECT array_agg(id) INTO lots FROM trading_lot WHERE trade_id = erased;
    DELETE FROM bidding_objectionanswer USING bidding_objection raised
        WHERE raised.id = objection_id AND raised.lot_id = ANY (lots);
    DELETE FROM bidding_objection WHERE lot_id = ANY (lots);
    DELETE FROM bidding_confirmation WHERE lot_id = ANY (lots);
    DELETE FROM bidding_openingrecord WHERE lot_id = ANY (lots);
    DELETE FROM bidding_openedbid WHERE lot_id = ANY (lots);
    DELETE FROM bidding_release WHERE lot_id = ANY (lots);
    DELETE FROM bidding_attendance WHERE lot_id = ANY (lots);
    DELETE FROM bidding_publishedwindowkey USING bidding_keyholderkey made
        WHERE made.id = key_id AND made.lot_id = ANY (lots);
    DELETE FROM bidding_keyholderkey WHERE lot_id = ANY (lots);
    DELETE FROM bidding_sealedobject WHERE lot_id = ANY (lots);
    DELETE FROM bidding_closedbox WHERE lot_id = ANY (lots);
    DELETE FROM bidding_submission WHERE lot_id = ANY (lots);
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('mingzheng.erasing', '', true);
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION mz_erase_bids(uuid) FROM PUBLIC;
"""


def make_function(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        grant = "SELECT format('GRANT EXECUTE ON FUNCTION mz_erase_bids(uuid) TO %%I', %s::name)"
        cursor.execute(grant, [settings.APPLICATION_ROLE])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("bidding", "0003_insert_only"), ("trading", "0009_erasure_functions")]
    operations = [migrations.RunPython(make_function, migrations.RunPython.noop)]
