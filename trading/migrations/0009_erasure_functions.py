"""What the application role may have erased after the archive term, and the conditions that the database checks (ADR 0010)."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FUNCTIONS = """
CREATE OR REPLACE FUNCTION mz_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('mingzheng.erasing', true) = 'yes' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are inserted and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION mz_check_erasure(erased uuid) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    ended timestamptz;
    shown timestamptz;
BEGIN
    IF NOT EXISTS (
        SELECT FROM trading_erasurestep asked
        JOIN trading_erasurestep done ON done.trade_id = asked.trade_id AND done.person_id <> asked.person_id
        JOIN trading_entry first ON first."order" = asked.entry_id AND first.trade_id = erased
        JOIN trading_entry second ON second."order" = done.entry_id AND second.trade_id = erased
        WHERE asked.trade_id = erased AND asked.type = 'erasure.asked' AND first.type = 'erasure.asked'
            AND done.type = 'erasure.done' AND second.type = 'erasure.done'
    ) THEN
        RAISE EXCEPTION 'two persons have to want it' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT max(at) INTO ended FROM trading_entry
        WHERE trade_id = erased AND type NOT IN ('clock.moved', 'erasure.asked', 'erasure.done');
    SELECT anchor_trade + speed * (clock_timestamp() - anchor_real) INTO shown FROM trading_clocksegment
        WHERE trade_id = erased AND anchor_real <= clock_timestamp() ORDER BY number DESC LIMIT 1;
    IF ended IS NULL OR shown IS NULL OR shown < ended + interval '15 years'
        OR EXISTS (SELECT FROM trading_lot WHERE trade_id = erased AND stage NOT IN ('opened', 'failed')) THEN
        RAISE EXCEPTION 'the archive term is not over' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION mz_erase_bodies(erased uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    PERFORM mz_check_erasure(erased);
    PERFORM set_config('mingzheng.erasing', 'yes', true);
    DELETE FROM trading_entrybody body USING trading_entry entry, trading_position place
        WHERE entry."order" = body.entry_id AND place.entry_id = entry."order" AND entry.trade_id = erased
        AND entry.type NOT IN ('trade.created', 'clock.moved', 'trade.announced', 'erasure.asked', 'erasure.done');
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('mingzheng.erasing', '', true);
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION mz_erase_bodies(uuid) FROM PUBLIC;
"""


def make_functions(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute("SELECT mz_insert_only('trading_erasurestep'::regclass, %s)", [settings.APPLICATION_ROLE])
        grant = "SELECT format('GRANT EXECUTE ON FUNCTION mz_erase_bodies(uuid) TO %%I', %s::name)"
        cursor.execute(grant, [settings.APPLICATION_ROLE])
        (statement,) = cursor.fetchone()
        cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("trading", "0008_erasure")]
    operations = [migrations.RunPython(make_functions, migrations.RunPython.noop)]
