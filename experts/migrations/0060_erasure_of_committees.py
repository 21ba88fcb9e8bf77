"""Requests for committees and the calls for them go with the bodies of their trade (ADR 0010)."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION mz_erase_committees(erased uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    lots uuid[];
    requests uuid[];
    asked uuid[];
BEGIN
    PERFORM mz_check_erasure(erased);
    PERFORM set_config('mingzheng.erasing', 'yes', true);
    SELECT array_agg(id) INTO lots FROM trading_lot WHERE trade_id = erased;
    SELECT array_agg(id) INTO requests FROM experts_committeerequest WHERE lot_id = ANY (lots);
    SELECT array_agg(id) INTO asked FROM experts_call WHERE request_id = ANY (requests);
    DELETE FROM experts_memberdeparture WHERE call_id = ANY (asked);
    DELETE FROM experts_callreply WHERE call_id = ANY (asked);
    DELETE FROM experts_callnotice WHERE call_id = ANY (asked);
    DELETE FROM experts_call WHERE id = ANY (asked);
    DELETE FROM experts_passed WHERE request_id = ANY (requests);
    DELETE FROM experts_requestedgroup WHERE request_id = ANY (requests);
    DELETE FROM experts_committeerequest WHERE id = ANY (requests);
    PERFORM set_config('mingzheng.erasing', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION mz_erase_committees(uuid) FROM PUBLIC;
"""


def make_function(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        grant = "SELECT format('GRANT EXECUTE ON FUNCTION mz_erase_committees(uuid) TO %%I', %s::name)"
        cursor.execute(grant, [settings.APPLICATION_ROLE])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("experts", "0032_erasure_of_evaluations"), ("trading", "0009_erasure_functions")]
    operations = [migrations.RunPython(make_function, migrations.RunPython.noop)]
