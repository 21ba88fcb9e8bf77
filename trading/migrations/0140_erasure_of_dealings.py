"""What parties asked, objected to, complained of, were awarded and signed goes with the bodies of their trade (ADR 0010)."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION mz_erase_dealings(erased uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    lots uuid[];
BEGIN
    PERFORM mz_check_erasure(erased);
    PERFORM set_config('mingzheng.erasing', 'yes', true);
    SELECT array_agg(id) INTO lots FROM trading_lot WHERE trade_id = erased;
    DELETE FROM trading_contract WHERE lot_id = ANY (lots);
    DELETE FROM trading_contracttext USING trading_award made WHERE made.id = award_id AND made.lot_id = ANY (lots);
    DELETE FROM trading_awardreport USING trading_award made WHERE made.id = award_id AND made.lot_id = ANY (lots);
    DELETE FROM trading_award WHERE lot_id = ANY (lots);
    DELETE FROM trading_validityextension USING trading_validityrequest made
        WHERE made.id = request_id AND made.lot_id = ANY (lots);
    DELETE FROM trading_validityreply USING trading_validityrequest made
        WHERE made.id = request_id AND made.lot_id = ANY (lots);
    DELETE FROM trading_validityrequest WHERE lot_id = ANY (lots);
    DELETE FROM trading_candidatedisplay WHERE lot_id = ANY (lots);
    DELETE FROM trading_evaluated WHERE lot_id = ANY (lots);
    DELETE FROM trading_complaintfile USING trading_complaint made
        WHERE made.id = complaint_id AND made.trade_id = erased;
    DELETE FROM trading_complaintstep USING trading_complaint made
        WHERE made.id = complaint_id AND made.trade_id = erased;
    DELETE FROM trading_complaint WHERE trade_id = erased;
    DELETE FROM trading_stoplifting USING trading_stoporder made WHERE made.id = order_id AND made.trade_id = erased;
    DELETE FROM trading_stoporder WHERE trade_id = erased;
    DELETE FROM trading_documentanswer USING trading_documentobjection made
        WHERE made.id = objection_id AND made.trade_id = erased;
    DELETE FROM trading_documentobjection WHERE trade_id = erased;
    DELETE FROM trading_answer USING trading_question made WHERE made.id = question_id AND made.trade_id = erased;
    DELETE FROM trading_question WHERE trade_id = erased;
    DELETE FROM trading_clarification WHERE trade_id = erased;
    DELETE FROM trading_follower WHERE trade_id = erased;
    DELETE FROM trading_message USING trading_entry said WHERE said."order" = entry_id AND said.trade_id = erased;
    DELETE FROM trading_checkin USING trading_booking made WHERE made.id = booking_id AND made.lot_id = ANY (lots);
    DELETE FROM trading_bookedseat USING trading_booking made WHERE made.id = booking_id AND made.lot_id = ANY (lots);
    DELETE FROM trading_booking WHERE lot_id = ANY (lots);
    PERFORM set_config('mingzheng.erasing', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION mz_erase_dealings(uuid) FROM PUBLIC;
"""


def make_function(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        grant = "SELECT format('GRANT EXECUTE ON FUNCTION mz_erase_dealings(uuid) TO %%I', %s::name)"
        cursor.execute(grant, [settings.APPLICATION_ROLE])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("trading", "0130_clarified_scheme")]
    operations = [migrations.RunPython(make_function, migrations.RunPython.noop)]
