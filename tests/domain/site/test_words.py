"""Words: whatever part of a name or a code somebody asks for is found, and what matched is shown as it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.words import IS_HAN, SHORTEST_BEGINNING, Piece, Term, index_words, marked, runs_of, terms_of

TITLE = "桃溪滨水体育公园1标段（A座）改造G1503辅道"
CODE = "JSZC-320300-HWZX-G2026-0104"
NAMES = st.lists(
    st.one_of(
        st.sampled_from(("桃溪滨水体育公园", "德清县体育中心", "招标项目编号", "步道", "的", "（", "-", " ", "G1503")),
        st.text(alphabet="沈阳市浑河步道改造工程施工滨水体育公园第一标段", max_size=6),
        st.text(alphabet="ABab09", max_size=6),
        st.text(alphabet="Ｇ０ｚÀ①㈱、·_ é", max_size=4),
    ),
    min_size=1,
    max_size=6,
).map("".join)


def finds(terms: tuple[Term, ...], words: set[str]) -> bool:
    """What PostgreSQL does with the query."""
    return all(
        any(word.startswith(term.word) for word in words) if term.begins else term.word in words for term in terms
    )


def plain(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)


def hits(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.hit]


@given(NAMES, st.data())
def test_every_part_of_a_name_is_found(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name)))
    end = data.draw(st.integers(start, len(name)))
    terms = terms_of(name[start:end])
    # A single letter or digit would be the beginning of nearly everything: it is found where it stands alone.
    wanted = tuple(term for term in terms if term.begins or IS_HAN.match(term.word))

    assert finds(wanted, index_words([name], []))


@pytest.mark.parametrize("part", ["320300", "2026-0104", "jszc", "JSZC-320300-HWZX-G2026-0104", "zx-g2026", "0104"])
def test_any_part_of_a_code_is_found_in_any_case(part: str) -> None:
    assert finds(terms_of(part), index_words([CODE], []))


@pytest.mark.parametrize("part", ["320300", "hwzx"])
def test_of_a_text_only_the_beginning_of_a_run_is_found(part: str) -> None:
    words = index_words([], [f"见 x{part} 号文件"])

    assert finds(terms_of(f"x{part[:3]}"), words)
    assert not finds(terms_of(part), words)


@pytest.mark.parametrize("written", ["ＪＳＺＣ－３２０３００", "jszc 320300", "JSZC、320300"])
def test_width_case_and_punctuation_make_no_difference(written: str) -> None:
    assert terms_of(written) == (Term("jszc", begins=True), Term("320300", begins=True))


@pytest.mark.parametrize("nothing", ["", "  ", "（）", "&|!:*'\\", "—", "_"])
def test_punctuation_asks_for_nothing(nothing: str) -> None:
    assert terms_of(nothing) == ()


@given(st.text())
def test_a_word_is_nothing_but_letters_and_digits(text: str) -> None:
    """So no word can end the quotes of a query."""
    words = {*index_words([text], [text]), *(term.word for term in terms_of(text))}

    assert not [word for word in words if not word or "'" in word or "\\" in word or "\x00" in word]


def test_other_words_are_not_found() -> None:
    assert not finds(terms_of("桥梁"), index_words([TITLE], []))
    assert not finds(terms_of("公园 桥"), index_words([TITLE], []))


def test_one_letter_is_not_the_beginning_of_everything() -> None:
    assert terms_of("G") == (Term("g", begins=False),)
    assert SHORTEST_BEGINNING == 2


def test_runs_of_letters_end_where_chinese_begins() -> None:
    assert list(runs_of("改造G1503辅道")) == ["改造", "g1503", "辅道"]


@given(NAMES, NAMES)
def test_marking_changes_no_text(text: str, question: str) -> None:
    assert plain(marked(text, question)) == text


@pytest.mark.parametrize(
    "question, found",
    [
        ("滨水", ["滨水"]),
        ("公园 桃溪", ["桃溪", "公园"]),
        ("g15", ["G15"]),
        ("Ａ座", ["A座"]),
        ("公园的水", ["水", "公园"]),
        ("桥", []),
        ("", []),
    ],
)
def test_what_matched_is_marked(question: str, found: list[str]) -> None:
    assert hits(marked(TITLE, question)) == found


@given(st.text(alphabet="甲乙丙丁公园", min_size=0, max_size=400), st.integers(10, 60))
def test_a_part_of_a_long_text_is_as_long_as_asked(text: str, most: int) -> None:
    shown = plain(marked(text, "公园", most=most))

    assert len(shown.strip("…")) == min(len(text), most)
    assert shown.strip("…") in text


def test_the_part_is_where_the_match_is() -> None:
    text = "前言。" * 100 + "本项目包括滨水步道。" + "附则。" * 100

    assert hits(marked(text, "滨水步道", most=60)) == ["滨水步道"]
