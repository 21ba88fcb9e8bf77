"""The zip of a bundle: opened by every program, and without a choice in it."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.domain.container import Container, ContainerRefused, ContentDamaged, write_container
from tests.support.properties import examples
from trading.domain.canonical import FormatError

CONTENTS = {"manifest.json": b"{}", "a/b.json": b"abc", "a/empty": b"", "big": bytes(100_000)}


def written(contents: dict[str, bytes | Path] | dict[str, bytes]) -> bytes:
    out = BytesIO()
    write_container(out, dict(contents))
    return out.getvalue()


def test_every_zip_program_opens_it() -> None:
    with zipfile.ZipFile(BytesIO(written(CONTENTS))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == CONTENTS
        assert archive.testzip() is None


def test_what_was_put_in_is_read_back() -> None:
    container = Container(BytesIO(written(CONTENTS)))

    assert container.names == sorted(CONTENTS)
    assert {name: container.read(name, 200_000) for name in CONTENTS} == CONTENTS


def test_a_file_on_disk_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(CONTENTS["big"])

    on_disk: dict[str, bytes | Path] = {**CONTENTS, "big": tmp_path / "big"}
    assert written(on_disk) == written(CONTENTS)


@examples(300)
@given(st.data())
def test_no_byte_of_it_can_be_flipped(data: st.DataObject) -> None:
    whole = written({"manifest.json": b"{}", "a/b.json": b"abc"})
    at, bit = data.draw(st.integers(0, len(whole) - 1)), 1 << data.draw(st.integers(0, 7))
    bad = whole[:at] + bytes((whole[at] ^ bit,)) + whole[at + 1 :]

    with pytest.raises(FormatError):
        container = Container(BytesIO(bad))
        for name in container.names:
            container.read(name, 1000)


@given(st.binary(max_size=200))
def test_whatever_is_no_bundle_is_refused_and_not_a_crash(data: bytes) -> None:
    with pytest.raises(ContainerRefused):
        Container(BytesIO(data))


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a//b", "a/../b", "A", "a\\b", "a b", ".hidden", ""])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ContainerRefused):
        Container(BytesIO(written({name: b"x"})))


def test_another_programs_zip_is_refused() -> None:
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        out = BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            archive.writestr("manifest.json", b"{}" * 1000)
        with pytest.raises(ContainerRefused):
            Container(out)


def test_more_than_was_expected_is_refused() -> None:
    with pytest.raises(ContentDamaged):
        Container(BytesIO(written(CONTENTS))).read("big", 99_999)
    with pytest.raises(ContentDamaged):
        Container(BytesIO(written(CONTENTS))).read("missing", 10)
