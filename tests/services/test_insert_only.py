"""What is written into the ledger stays: the application role cannot change it, whatever SQL it sends."""

from importlib import import_module

import pytest
from django.db import ProgrammingError, connection, transaction

TABLES = (
    "trading_erasurestep",
    *import_module("trading.migrations.0002_insert_only").TABLES,
    *import_module("trading.migrations.0006_membership_changes_stay").TABLES,
    *import_module("trading.migrations.0011_calendar_history_stays").TABLES,
    *import_module("trading.migrations.0041_declarations_stay").TABLES,
    *import_module("trading.migrations.0013_dialogue_stays").TABLES,
    *import_module("trading.migrations.0081_check_ins_stay").TABLES,
    *import_module("trading.migrations.0141_fairness_reviews").TABLES,
    *import_module("trading.migrations.0142_second_looks").TABLES,
    *import_module("trading.migrations.0143_looks_withdrawn").TABLES,
    *import_module("experts.migrations.0065_look_votes").TABLES,
    *import_module("experts.migrations.0066_members_told").TABLES,
    *import_module("bidding.migrations.0003_insert_only").TABLES,
    *import_module("bidding.migrations.0021_prequalification_stays").TABLES,
    *import_module("bidding.migrations.0071_review_commitment_stays").TABLES,
    *import_module("bidding.migrations.0072_committee_review_stays").TABLES,
    *import_module("trading.migrations.0051_complaints_stay").TABLES,
    *import_module("bidding.migrations.0031_deposits_stay").TABLES,
    *import_module("trading.migrations.0071_failures_stay").TABLES,
    *import_module("trading.migrations.0091_awards_stay").TABLES,
    *import_module("experts.migrations.0002_pool_stays").TABLES,
    *import_module("experts.migrations.0013_requested_draws").TABLES,
    *import_module("experts.migrations.0011_draw_stays").TABLES,
    *import_module("experts.migrations.0021_evaluation_stays").TABLES,
    *import_module("experts.migrations.0031_files_stay").TABLES,
    *import_module("experts.migrations.0063_review_ballots_stay").TABLES,
)
CHANGES = (
    "UPDATE {table} SET {column} = {column}",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
)


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
def test_the_application_role_cannot_change_the_ledger(table: str, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s LIMIT 1", [table])
        (column,) = cursor.fetchone()

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=table, column=f'"{column}"'))


@pytest.mark.django_db
def test_every_table_of_bidding_but_uploads_is_insert_only() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.role_table_grants"
            " WHERE grantee = current_user AND privilege_type = 'UPDATE' AND table_name LIKE 'bidding%%'"
        )
        assert cursor.fetchall() == [("bidding_upload",)]
