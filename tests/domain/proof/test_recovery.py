"""The recovery file: ours, and stock age's."""

import re
from dataclasses import replace

import pyrage
import pytest

from bidding.domain.recovery import (
    RecoveryRefused,
    new_passphrase,
    read_recovery,
    seal_with_passphrase,
    tidy_passphrase,
    write_recovery,
)
from tests.vectors.cast import Fixed, account
from tests.vectors.make_bids import sealed
from tests.vectors.make_recovery import recovery
from trading.domain.canonical import FormatError, encode

BID, _ = sealed()
KEPT = recovery()
PASSPHRASE = new_passphrase(Fixed("passphrase"))
FILE = write_recovery(KEPT, PASSPHRASE, Fixed("recovery"), work=10)


def test_a_passphrase_has_a_hundred_bits_in_groups_that_can_be_read_aloud() -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}", new_passphrase())
    assert new_passphrase() != new_passphrase()
    assert tidy_passphrase(" abcde fghjk-1oil0 ＭＮＰＱＲ ") == "ABCDE-FGHJK-10110-MNPQR"


def test_what_was_kept_is_found_again() -> None:
    found = read_recovery(FILE, PASSPHRASE.lower().replace("-", " "))

    assert (found.bid.hash, found.form_object) == (BID.signed.hash, BID.form.data)
    assert found.file_keys() == (BID.form.file_key, *BID.attachment_keys)
    assert found.account_key is not None
    assert found.account_key.private_bytes_raw() == account("Baiyun").private_bytes_raw()


def test_stock_age_opens_it_and_it_opens_stock_age() -> None:
    plain = pyrage.passphrase.decrypt(FILE, PASSPHRASE)

    assert plain.startswith(b'{"account_key":')
    assert seal_with_passphrase(plain, PASSPHRASE, Fixed("recovery"), 10) == FILE


@pytest.mark.parametrize("passphrase", [new_passphrase(Fixed("another")), "", "password", PASSPHRASE[:-1]])
def test_another_passphrase_opens_nothing(passphrase: str) -> None:
    with pytest.raises(RecoveryRefused):
        read_recovery(FILE, passphrase)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(KEPT, form_object=b"another"),
        replace(KEPT, form=BID.attachments_identity),
        replace(KEPT, headers=KEPT.headers[:2]),
        replace(KEPT, headers=(KEPT.headers[0], KEPT.headers[2], KEPT.headers[1])),
        replace(KEPT, account_key=account("Changhe")),
    ],
)
def test_a_file_whose_parts_do_not_belong_together_is_refused(wrong: object) -> None:
    with pytest.raises(FormatError):
        read_recovery(write_recovery(wrong, PASSPHRASE, Fixed("wrong"), work=10), PASSPHRASE)  # type: ignore[arg-type]


def test_something_else_under_a_passphrase_is_no_recovery_file() -> None:
    other = seal_with_passphrase(encode({"type": "mingzheng/account-key/v1"}), PASSPHRASE, work=10)

    with pytest.raises(FormatError):
        read_recovery(other, PASSPHRASE)


@pytest.mark.parametrize("data", [b"", b"no", FILE[:200], FILE[:-1], FILE.replace(b" 10\n", b" 30\n")])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_recovery(data, PASSPHRASE)
