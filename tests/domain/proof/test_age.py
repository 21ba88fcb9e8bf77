"""Our age against stock age, in both directions; and what a strict reader refuses."""

import tracemalloc
from io import BytesIO

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.domain import age
from bidding.domain.age_files import decrypt_file, encrypt_file, read_header_from
from bidding.domain.age_keys import Identity, Recipient
from bidding.domain.places import Place
from bidding.domain.sealing import Context, ContextWrong, Role, SealRefused, open_sealed, read_sealed, seal, seal_file
from tests.support.properties import examples
from tests.vectors.cast import BAIYUN, CHANGHE, PLACE, identity
from trading.domain.canonical import FormatError

KEY, OTHER = identity("age test"), identity("age test, other")
STOCK = pyrage.x25519.Identity.from_str(KEY.text)
CONTEXT = Context(PLACE, BAIYUN, 1, Role.FORM)
SIZES = st.one_of(st.integers(0, 300), st.sampled_from([65535, 65536, 65537, 131072, 131073]))


def plaintext(size: int) -> bytes:
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


@examples(60)
@given(SIZES)
def test_seal_then_open_is_identity(size: int) -> None:
    sealed = seal(plaintext(size), CONTEXT, [KEY.recipient])

    assert open_sealed(sealed.data, CONTEXT, KEY) == plaintext(size)
    assert open_sealed(sealed.data, CONTEXT, sealed.file_key) == plaintext(size)


@examples(30)
@given(SIZES)
def test_stock_age_opens_what_we_seal_and_we_open_what_stock_age_seals(size: int) -> None:
    sealed = seal(plaintext(size), CONTEXT, [OTHER.recipient, KEY.recipient])

    assert pyrage.decrypt(sealed.data, [STOCK]) == plaintext(size)
    assert age.open_with_identity(pyrage.encrypt(plaintext(size), [STOCK.to_public()]), KEY) == plaintext(size)


@examples(60)
@given(SIZES)
def test_streams_and_bytes_are_the_same_format(size: int) -> None:
    out, back = BytesIO(), BytesIO()

    key = encrypt_file(BytesIO(plaintext(size)), out, [KEY.recipient])
    decrypt_file(BytesIO(out.getvalue()), back, key)

    assert age.open_with_identity(out.getvalue(), KEY) == back.getvalue() == plaintext(size)
    whole = BytesIO(age.encrypt(plaintext(size), [KEY.recipient], file_key=key))
    header = read_header_from(whole)
    again = BytesIO()
    decrypt_file(whole, again, key, header)
    assert again.getvalue() == plaintext(size)


def test_a_large_file_is_never_in_memory() -> None:
    class Zeros(BytesIO):
        left = 40_000_000

        def read(self, size: int | None = -1) -> bytes:
            given_now = min(self.left, size or 0, 1000)  # a slow source gives little at a time
            self.left -= given_now
            return bytes(given_now)

    class Nowhere(BytesIO):
        def write(self, data: object) -> int:
            return len(data)  # type: ignore[arg-type]

    tracemalloc.start()
    sealed = seal_file(Zeros(), Nowhere(), CONTEXT, [KEY.recipient])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert sealed.plain_size == 40_000_000
    assert peak < 2_000_000


@pytest.mark.parametrize("cut", [1, 16, 17, 65536, 65552, 65553])
def test_a_stream_that_is_cut_short_is_refused(cut: int) -> None:
    data = age.encrypt(plaintext(131072), [KEY.recipient])
    key = age.unwrap(age.read_header(data), KEY)

    with pytest.raises(age.AgeRefused):
        decrypt_file(BytesIO(data[:-cut]), BytesIO(), key)


@examples(150)
@given(st.data())
def test_any_flipped_byte_is_refused_by_identity_and_by_file_key(data: st.DataObject) -> None:
    sealed = seal(b"x" * 200, CONTEXT, [KEY.recipient])
    at = data.draw(st.integers(0, len(sealed.data) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    bad = sealed.data[:at] + bytes((sealed.data[at] ^ bit,)) + sealed.data[at + 1 :]

    for key in (KEY, sealed.file_key):
        with pytest.raises(FormatError):
            open_sealed(bad, CONTEXT, key)


@given(st.binary(max_size=400))
def test_whatever_is_no_age_file_is_refused_and_not_a_crash(data: bytes) -> None:
    with pytest.raises(FormatError):
        age.read_header(data)
    with pytest.raises(FormatError):
        age.read_header(b"age-encryption.org/v1\n" + data)


@given(st.text(max_size=80))
def test_whatever_is_no_key_is_refused_and_not_a_crash(text: str) -> None:
    for parse in (Identity.parse, Recipient.parse):
        with pytest.raises(FormatError):
            parse(text)


def test_keys_are_written_as_stock_age_writes_them() -> None:
    assert str(STOCK.to_public()) == str(KEY.recipient)
    assert Identity.parse(KEY.text).recipient == KEY.recipient
    assert Recipient.parse(str(KEY.recipient)) == KEY.recipient


@pytest.mark.parametrize(
    "other",
    [
        Context(PLACE, CHANGHE, 1, Role.FORM),
        Context(PLACE, BAIYUN, 2, Role.FORM),
        Context(PLACE, BAIYUN, 1, Role.ATTACHMENT),
        Context(PLACE, BAIYUN, 1, Role.FORM, 1),
        Context(Place("other.example/mingzheng", PLACE.trade, PLACE.lot), BAIYUN, 1, Role.FORM),
        Context(Place(PLACE.origin, PLACE.lot, PLACE.lot), BAIYUN, 1, Role.FORM),
        Context(Place(PLACE.origin, PLACE.trade, PLACE.trade), BAIYUN, 1, Role.FORM),
        Context(Place(PLACE.origin, PLACE.trade, PLACE.lot, "price"), BAIYUN, 1, Role.FORM),
    ],
)
def test_an_object_for_something_else_is_refused(other: Context) -> None:
    sealed = seal(b"x", other, [KEY.recipient])

    with pytest.raises(ContextWrong):
        read_sealed(sealed.data, CONTEXT, 1)


def test_stock_age_files_are_no_sealed_objects() -> None:
    with pytest.raises(SealRefused):
        read_sealed(pyrage.encrypt(b"x", [STOCK.to_public()]), CONTEXT, 1)


def test_anothers_identity_opens_nothing() -> None:
    with pytest.raises(age.WrongKey):
        open_sealed(seal(b"x", CONTEXT, [KEY.recipient]).data, CONTEXT, OTHER)
