"""Deposits are inserted and never changed; they go with the bids of their trade, under the same conditions (ADR 0010)."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "bidding_basicaccount",
    "bidding_depositaccount",
    "bidding_depositpayment",
    "bidding_depositinstrument",
    "bidding_stateddeposit",
    "bidding_depositdecision",
    "bidding_contractsigned",
    "bidding_depositreturn",
)

FUNCTION = """
CREATE OR REPLACE FUNCTION mz_erase_deposits(erased uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    lots uuid[];
    gone bigint;
BEGIN
    PERFORM mz_check_erasure(erased);
    PERFORM set_config('mingzheng.erasing', 'yes', true);
    SELECT array_agg(id) INTO lots FROM trading_lot WHERE trade_id = erased;
    DELETE FROM bidding_depositreturn USING bidding_depositpayment paid, bidding_depositaccount made
        WHERE paid.id = payment_id AND made.id = paid.account_id AND made.lot_id = ANY (lots);
    DELETE FROM bidding_depositpayment USING bidding_depositaccount made
        WHERE made.id = account_id AND made.lot_id = ANY (lots);
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM bidding_depositaccount WHERE lot_id = ANY (lots);
    DELETE FROM bidding_depositinstrument WHERE lot_id = ANY (lots);
    DELETE FROM bidding_stateddeposit WHERE lot_id = ANY (lots);
    DELETE FROM bidding_depositdecision WHERE lot_id = ANY (lots);
    DELETE FROM bidding_contractsigned WHERE lot_id = ANY (lots);
    PERFORM set_config('mingzheng.erasing', '', true);
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION mz_erase_deposits(uuid) FROM PUBLIC;
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


def make_function(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        grant = "SELECT format('GRANT EXECUTE ON FUNCTION mz_erase_deposits(uuid) TO %%I', %s::name)"
        cursor.execute(grant, [settings.APPLICATION_ROLE])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("bidding", "0030_deposits"), ("trading", "0013_dialogue_stays")]
    operations = [
        migrations.RunPython(make_insert_only, migrations.RunPython.noop),
        migrations.RunPython(make_function, migrations.RunPython.noop),
    ]
