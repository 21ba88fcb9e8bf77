"""Evaluations go with the bids that they are about, under the same conditions (ADR 0010)."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION mz_erase_evaluations(erased uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    lots uuid[];
    seats uuid[];
    gone bigint;
BEGIN
    PERFORM mz_check_erasure(erased);
    PERFORM set_config('mingzheng.erasing', 'yes', true);
    SELECT array_agg(id) INTO lots FROM trading_lot WHERE trade_id = erased;
    SELECT array_agg(id) INTO seats FROM experts_committeeseat WHERE lot_id = ANY (lots);
    DELETE FROM experts_filenote WHERE seat_id = ANY (seats);
    DELETE FROM experts_givenkeys USING experts_memberkey made WHERE made.id = key_id AND made.seat_id = ANY (seats);
    DELETE FROM experts_memberkey WHERE seat_id = ANY (seats);
    DELETE FROM experts_lostkeys WHERE lot_id = ANY (lots);
    DELETE FROM experts_reportsignature WHERE seat_id = ANY (seats);
    DELETE FROM experts_evaluationreport WHERE lot_id = ANY (lots);
    DELETE FROM experts_lockedsheet WHERE seat_id = ANY (seats);
    DELETE FROM experts_sheetrow WHERE seat_id = ANY (seats);
    DELETE FROM experts_ballot WHERE seat_id = ANY (seats);
    DELETE FROM experts_bidanswer USING experts_bidquestion asked, bidding_submission bid
        WHERE asked.id = question_id AND bid.id = asked.submission_id AND bid.lot_id = ANY (lots);
    DELETE FROM experts_bidquestion USING bidding_submission bid
        WHERE bid.id = submission_id AND bid.lot_id = ANY (lots);
    DELETE FROM experts_chairvote WHERE voter_id = ANY (seats);
    DELETE FROM experts_evaluation WHERE lot_id = ANY (lots);
    DELETE FROM experts_undertaking WHERE seat_id = ANY (seats);
    DELETE FROM experts_seatleft WHERE seat_id = ANY (seats);
    DELETE FROM experts_committeeseat WHERE id = ANY (seats);
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('mingzheng.erasing', '', true);
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION mz_erase_evaluations(uuid) FROM PUBLIC;
"""


def make_function(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        grant = "SELECT format('GRANT EXECUTE ON FUNCTION mz_erase_evaluations(uuid) TO %%I', %s::name)"
        cursor.execute(grant, [settings.APPLICATION_ROLE])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("experts", "0031_files_stay"), ("trading", "0009_erasure_functions")]
    operations = [migrations.RunPython(make_function, migrations.RunPython.noop)]
