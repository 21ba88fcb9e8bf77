"""Committees and what they did go with the bodies of their trade, under the same conditions (ADR 0010)."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTION = """
CREATE OR REPLACE FUNCTION mz_erase_committees(erased uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    lots uuid[];
    seats uuid[];
    requests uuid[];
    calls uuid[];
    gone bigint;
BEGIN
    PERFORM mz_check_erasure(erased);
    PERFORM set_config('mingzheng.erasing', 'yes', true);
    SELECT array_agg(id) INTO lots FROM trading_lot WHERE trade_id = erased;
    SELECT array_agg(id) INTO seats FROM experts_committeeseat WHERE lot_id = ANY (lots);
    SELECT array_agg(id) INTO requests FROM experts_committeerequest WHERE lot_id = ANY (lots);
    SELECT array_agg(id) INTO calls FROM experts_call WHERE request_id = ANY (requests);
    DELETE FROM experts_reportsignature WHERE seat_id = ANY (seats);
    DELETE FROM experts_evaluationreport WHERE lot_id = ANY (lots);
    DELETE FROM experts_lockedsheet WHERE seat_id = ANY (seats);
    DELETE FROM experts_sheetrow WHERE seat_id = ANY (seats);
    DELETE FROM experts_bidanswer USING experts_bidquestion asked, bidding_submission sent
        WHERE asked.id = question_id AND sent.id = asked.submission_id AND sent.lot_id = ANY (lots);
    DELETE FROM experts_bidquestion USING bidding_submission sent
        WHERE sent.id = submission_id AND sent.lot_id = ANY (lots);
    DELETE FROM experts_ballot WHERE seat_id = ANY (seats);
    DELETE FROM experts_chairvote WHERE voter_id = ANY (seats);
    DELETE FROM experts_evaluation WHERE lot_id = ANY (lots);
    DELETE FROM experts_undertaking WHERE seat_id = ANY (seats);
    DELETE FROM experts_seatleft WHERE seat_id = ANY (seats);
    DELETE FROM experts_committeeseat WHERE id = ANY (seats);
    DELETE FROM experts_memberdeparture WHERE call_id = ANY (calls);
    DELETE FROM experts_callreply WHERE call_id = ANY (calls);
    DELETE FROM experts_callnotice WHERE call_id = ANY (calls);
    DELETE FROM experts_call WHERE id = ANY (calls);
    GET DIAGNOSTICS gone = ROW_COUNT;
    DELETE FROM experts_passed WHERE request_id = ANY (requests);
    DELETE FROM experts_requesteddraw WHERE request_id = ANY (requests);
    DELETE FROM experts_requestedgroup WHERE request_id = ANY (requests);
    DELETE FROM experts_committeerequest WHERE id = ANY (requests);
    PERFORM set_config('mingzheng.erasing', '', true);
    RETURN gone;
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
    dependencies = [("experts", "0021_evaluation_stays"), ("experts", "0013_requested_draws")]
    operations = [migrations.RunPython(make_function, migrations.RunPython.noop)]
