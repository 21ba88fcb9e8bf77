"""The recovery file: ours, and stock age's."""

import base64
import re
from dataclasses import replace

import pyrage
import pytest

from bidding.domain.recovery import (
    Recovery,
    RecoveryRefused,
    dearmor,
    new_passphrase,
    normal_passphrase,
    read_recovery,
    write_recovery,
)
from tests.vectors.cast import Fixed, account
from tests.vectors.make_bids import sealed
from trading.domain.canonical import FormatError

BID, _ = sealed()
RECOVERY = Recovery(
    BID.signed, BID.form.data, BID.form_identity, BID.attachments_identity, account("Baiyun").private_bytes_raw()
)
PASSPHRASE = new_passphrase(Fixed("passphrase"))
FILE = write_recovery(RECOVERY, PASSPHRASE, Fixed("recovery"), work=10)


def test_a_passphrase_has_a_hundred_bits_in_groups_that_can_be_read_aloud() -> None:
    assert re.fullmatch(r"([a-z0-9]{4}-){4}[a-z0-9]{4}", new_passphrase())
    assert new_passphrase() != new_passphrase()
    assert normal_passphrase("  " + PASSPHRASE.upper().replace("-", " ")) == PASSPHRASE


def test_what_was_kept_is_found_again() -> None:
    found = read_recovery(FILE, PASSPHRASE)

    assert (found.bid.hash, found.form, found.account) == (BID.signed.hash, BID.form.data, RECOVERY.account)
    assert found.form_identity.text == BID.form_identity.text
    assert found.attachments_identity.text == BID.attachments_identity.text


def test_stock_age_opens_it_and_it_opens_stock_age() -> None:
    plain = pyrage.passphrase.decrypt(dearmor(FILE), PASSPHRASE)

    assert base64.b64encode(BID.form.data) in plain
    assert read_recovery(FILE.replace("\n", "\r\n") + "\n", PASSPHRASE.replace("-", "")).account == RECOVERY.account


@pytest.mark.parametrize("passphrase", [new_passphrase(Fixed("another")), "", "password", PASSPHRASE[:-1]])
def test_another_passphrase_opens_nothing(passphrase: str) -> None:
    with pytest.raises(RecoveryRefused):
        read_recovery(FILE, passphrase)


def test_a_file_whose_parts_do_not_belong_together_is_refused() -> None:
    for wrong in (
        replace(RECOVERY, form=b"another"),
        replace(RECOVERY, form_identity=BID.attachments_identity),
    ):
        with pytest.raises(RecoveryRefused):
            read_recovery(write_recovery(wrong, PASSPHRASE, Fixed("wrong"), work=10), PASSPHRASE)


@pytest.mark.parametrize("text", ["", "no", FILE.replace("BEGIN", "BEGINS"), FILE[:200], FILE.replace("A", "!")])
def test_a_damaged_file_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_recovery(text, PASSPHRASE)
