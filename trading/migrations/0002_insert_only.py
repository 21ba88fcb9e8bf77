"""Rows of the ledger are inserted and never changed: no grants for it, and triggers as well."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    "trading_entry",
    "trading_entrybody",
    "trading_position",
    "trading_checkpoint",
    "trading_clocksegment",
    "trading_accountkey",
    "trading_disclosedkey",
    "trading_heartbeat",
)

FUNCTIONS = """
CREATE OR REPLACE FUNCTION mz_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are inserted and never changed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION mz_insert_only(target regclass, application_role name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', target, application_role);
    EXECUTE format('CREATE OR REPLACE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %s'
                   ' FOR EACH ROW EXECUTE FUNCTION mz_refuse_change()', target);
    EXECUTE format('CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION mz_refuse_change()', target);
END $$;

CREATE OR REPLACE FUNCTION mz_queue_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO trading_pendingentry (entry_id) VALUES (NEW."order");
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER queue_entry AFTER INSERT ON trading_entry
    FOR EACH ROW EXECUTE FUNCTION mz_queue_entry();
"""


def make_insert_only(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        for table in TABLES:
            cursor.execute("SELECT mz_insert_only(%s::regclass, %s)", [table, settings.APPLICATION_ROLE])


class Migration(migrations.Migration):
    dependencies = [("trading", "0001_spine")]
    operations = [migrations.RunPython(make_insert_only, migrations.RunPython.noop)]
