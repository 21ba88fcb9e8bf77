"""A key is handed over by an entry in the log, and the processes take it up from there."""

import shutil
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.management import CommandError, call_command
from pytest_django import Settings

from bidding.domain.receipts import read_receipt
from bidding.models import Submission
from disclosure.domain.container import Container
from disclosure.services.bundles import build_bundle
from disclosure.verifier.checks import CHECKS, run
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle
from disclosure.verifier.report import Status
from tests.support import world
from tests.support.cast import Person
from tests.support.world import Tender
from trading.domain.actors import PLATFORM
from trading.domain.entries import Method
from trading.domain.notes import NoteRefused, open_checkpoint
from trading.domain.rotations import KEY_ROTATED, Purpose, public_half, rotation_body
from trading.models import Checkpoint, Entry
from trading.project import keys as files
from trading.project.environment import EnvironmentRefused, Mode
from trading.project.management.commands import rotate_key
from trading.services import keys
from trading.services.ledger import News, record
from trading.services.moments import moment_of
from trading.services.sequencing import sequence_entries, sign_tree_head


@pytest.fixture(autouse=True)
def own_keys(settings: Settings, tmp_path: Path) -> Path:
    """A folder of keys of the test's own, with the first two."""
    folder = tmp_path / "keys"
    folder.mkdir()
    for name in ("receipt.pem", "checkpoint.pem"):
        shutil.copy2(settings.KEYS_DIR / name, folder / name)
    settings.KEYS_DIR = folder
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, keys_dir=folder)
    return folder


def rotate(purpose: str, **options: object) -> str:
    out = StringIO()
    call_command("rotate_key", purpose, stdout=out, **options)
    return out.getvalue()


def given(path: Path, key: Ed25519PrivateKey | None = None) -> Path:
    key = key or Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    return path


def sign() -> Checkpoint:
    while sequence_entries():
        pass
    head = sign_tree_head()
    assert head is not None
    return head


def verified(tender: Tender, pins: Pins) -> dict[str, Status]:
    out = BytesIO()
    build_bundle(tender.trade, out)
    bundle = Bundle(Container(out))
    return {check.name: run(check, bundle, pins).status for check in CHECKS}


def test_receipts_before_and_after_a_rotation_are_under_the_key_of_their_time(
    tender: Tender, bidders: list[Person]
) -> None:
    log, first = keys.log_key(), keys.receipt_public_key()
    world.submit(tender, bidders[0])
    rotate("receipt")
    world.submit(tender, bidders[1])
    rotate("checkpoint")
    world.submit(tender, bidders[2])
    world.close(tender)
    world.open_all(tender, bidders)
    world.finish(tender, bidders)

    signers = [read_receipt(bytes(row.receipt)).key for row in Submission.objects.order_by("recorded_at")]
    assert signers == [first, keys.receipt_public_key(), keys.receipt_public_key()]
    assert first != keys.receipt_public_key()
    for pins in (Pins(log, first), Pins(keys.log_key(), keys.receipt_public_key())):
        found = verified(tender, pins)
        assert Status.FAILED not in found.values()
        assert found["rotations"] is Status.PASSED


@pytest.mark.django_db
def test_the_tree_head_that_covers_a_rotation_is_signed_by_both_keys_and_the_next_by_the_new_one() -> None:
    rotate("receipt")
    before, old = sign(), keys.log_key()
    rotate("checkpoint")
    assert keys.log_key() == old  # announced, but without a place in the log

    covering = sign()
    rotate("receipt")
    after, new = sign(), keys.log_key()

    assert old != new == keys.log_key(covering.size)
    assert keys.log_key(before.size) == old
    assert open_checkpoint(covering.note, old) == open_checkpoint(covering.note, new)
    assert open_checkpoint(after.note, new).size == after.size
    with pytest.raises(NoteRefused):
        open_checkpoint(after.note, old)
    with pytest.raises(NoteRefused):
        open_checkpoint(before.note, new)


@pytest.mark.django_db
def test_a_key_file_that_the_log_does_not_know_signs_nothing(own_keys: Path) -> None:
    first = keys.receipt_public_key()

    rotate_key.next_key(Purpose.RECEIPT, None)  # the machine stops here

    assert len(list(own_keys.glob("receipt-*.pem"))) == 1
    assert keys.receipt_public_key() == first


@pytest.mark.django_db
def test_a_rotation_stopped_between_file_and_entry_goes_on_with_the_same_key(own_keys: Path) -> None:
    made = rotate_key.next_key(Purpose.RECEIPT, None)

    rotate("receipt")

    assert keys.receipt_public_key() == public_half(made)
    assert len(list(own_keys.glob("receipt-*.pem"))) == 1


@pytest.mark.django_db
def test_a_rotation_stopped_while_it_wrote_the_file_begins_anew(own_keys: Path) -> None:
    (own_keys / "receipt-0123456789abcdef.new1").write_bytes(b"-----BEGIN")

    rotate("receipt")

    assert len(keys.receipt_public_keys()) == 2


@pytest.mark.django_db
def test_the_same_file_again_is_the_same_rotation(tmp_path: Path) -> None:
    path = given(tmp_path / "next.pem")

    rotate("receipt", key=path)
    again = rotate("receipt", key=path)

    assert "in force already" in again
    assert Entry.objects.filter(type=KEY_ROTATED).count() == 1


@pytest.mark.django_db
def test_a_key_does_not_come_back_and_does_not_serve_two_purposes(own_keys: Path, tmp_path: Path) -> None:
    path = given(tmp_path / "next.pem")
    rotate("receipt", key=path)

    with pytest.raises(CommandError, match="does not come back"):
        rotate("receipt", key=own_keys / "receipt.pem")
    with pytest.raises(CommandError, match="never the same"):
        rotate("checkpoint", key=path)
    assert Entry.objects.filter(type=KEY_ROTATED).count() == 1


@pytest.mark.django_db
def test_the_old_file_may_go_once_the_new_key_signs_and_a_missing_new_one_is_said(
    own_keys: Path, settings: Settings
) -> None:
    rotate("receipt")
    (own_keys / "receipt.pem").unlink()
    public = keys.receipt_public_key()

    assert public_half(keys.held(Purpose.RECEIPT, public)) == public
    assert keys.all_held()
    assert files.problem(settings.ENVIRONMENT) is None
    next(iter(own_keys.glob("receipt-*.pem"))).unlink()
    assert not keys.all_held()
    with pytest.raises(keys.SigningKeyMissing, match="receipt key"):
        keys.held(Purpose.RECEIPT, public)


@pytest.mark.django_db
def test_a_checkpoint_key_that_was_exchanged_by_hand_cannot_vouch_for_another(own_keys: Path) -> None:
    rotate("receipt")
    sign()
    given(own_keys / "checkpoint.pem")
    keys._load.cache_clear()

    with pytest.raises(CommandError, match="did not sign the last checkpoint"):
        rotate("checkpoint")


@pytest.mark.django_db
def test_production_takes_the_operators_key_and_makes_none(settings: Settings, tmp_path: Path) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mode=Mode.PRODUCTION)
    settings.IS_PRODUCTION = True
    path, open_to_all, marked = (given(tmp_path / name) for name in ("own.pem", "open.pem", "demo.pem"))
    open_to_all.chmod(0o644)
    marked.with_suffix(".generated").touch()

    for options, reason in (({}, "--key"), ({"key": open_to_all}, "chmod 600"), ({"key": marked}, "generated")):
        with pytest.raises(CommandError, match=reason):
            rotate("receipt", **options)
    rotate("receipt", key=path)

    assert keys.receipt_public_key() == public_half(files.read(path))
    assert not list(settings.KEYS_DIR.glob("receipt-*.generated"))


@pytest.mark.django_db
def test_an_entry_that_the_old_key_did_not_sign_stops_the_signing() -> None:
    stranger = Ed25519PrivateKey.generate()
    body = dict(rotation_body(Purpose.RECEIPT, "localhost/mingzheng", stranger, stranger))
    announce(body | {"signatures": []})

    with pytest.raises(Exception, match="signed by the old key"):
        keys.receipt_public_key()


def announce(body: dict[str, object]) -> None:
    record(News(KEY_ROTATED, body, method=Method.SYSTEM), trade=None, moment=moment_of(None), by=PLATFORM)


def test_a_file_that_is_no_key_is_said(tmp_path: Path) -> None:
    (tmp_path / "rubbish.pem").write_text("rubbish")

    with pytest.raises(EnvironmentRefused, match="no readable private key"):
        files.read(tmp_path / "rubbish.pem")
