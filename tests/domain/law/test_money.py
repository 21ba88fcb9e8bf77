"""Money, and its capital numerals (大写) by annex 1 of 银发〔1997〕393号."""

import json
import re
from decimal import Decimal
from pathlib import Path

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.domain.money import CurrencyMismatch, Money, MoneyMalformed, words

AMOUNTS = st.decimals(Decimal("0.00"), Decimal("999999999999999.99"), places=2).map(Money)
# Round numbers and gaps are where capital numerals go wrong, and where random numbers seldom are.
GAPPY = st.from_regex(r"\A[1-9][01]{0,14}\.[01][01]\Z").map(Money.parse)
DIGITS = "零壹贰叁肆伍陆柒捌玖"


@pytest.mark.parametrize(
    "amount, text",
    [
        pytest.param("1409.50", "壹仟肆佰零玖元伍角", id="393 annex 1, rule 3(1): one zero in between"),
        pytest.param("6007.14", "陆仟零柒元壹角肆分", id="rule 3(2): several zeros, one 零"),
        pytest.param("1680.32", "壹仟陆佰捌拾元叁角贰分", id="rule 3(3): 元 is zero, 零 may be left out"),
        pytest.param("16409.02", "壹万陆仟肆佰零玖元零贰分", id="rule 3(4): no 角 but 分, so 零"),
        pytest.param("325.04", "叁佰贰拾伍元零肆分", id="rule 3(4) again"),
        pytest.param("107000.53", "壹拾万柒仟元伍角叁分", id="rule 3(3): 万 is zero but 仟 is not"),
        pytest.param("10000.05", "壹万元零伍分", id="nothing between 万 and 分"),
        pytest.param("100000000.00", "壹亿元整", id="a round 亿"),
        pytest.param("0.30", "叁角", id="no 元"),
        pytest.param("0.05", "伍分", id="no 元, no 角"),
        pytest.param("0.00", "零元整", id="nothing"),
        pytest.param("10.00", "壹拾元整", id="never 拾 alone"),
        pytest.param("18350534.00", "壹仟捌佰叁拾伍万零伍佰叁拾肆元整", id="the price of the format's example"),
        pytest.param("20010.00", "贰万零壹拾元整", id="gap over the 仟"),
        pytest.param("300002300.00", "叁亿零贰仟叁佰元整", id="an empty 万 is said: cn2an alone leaves 零 out"),
        pytest.param("100010001.00", "壹亿零壹万零壹元整", id="two gaps"),
        pytest.param("1000000000000.00", "壹万亿元整", id="ten thousand 亿"),
        pytest.param("3000010002300.50", "叁万亿零壹仟万贰仟叁佰元伍角", id="an empty 亿 below 万亿"),
    ],
)
def test_an_amount_is_written_in_capital_numerals_as_the_banks_demand(amount: str, text: str) -> None:
    assert Money.parse(amount).in_words == text


@given(money=st.one_of(AMOUNTS, GAPPY))
def test_capital_numerals_agree_with_a_second_telling_of_the_rules(money: Money) -> None:
    assert words(money) == told_again(money)


@given(money=st.one_of(AMOUNTS, GAPPY).filter(lambda money: money.amount >= 1))
def test_capital_numerals_read_back_to_the_same_amount(money: Money) -> None:
    whole, _, cents = words(money).partition("元")

    read = Decimal(str(cn2an.cn2an(whole, "smart")))
    for digit, unit in re.findall(f"([{DIGITS}])([角分])", cents):
        read += DIGITS.index(digit) * Decimal({"角": "0.1", "分": "0.01"}[unit])

    assert read == money.amount


@given(money=st.one_of(AMOUNTS, GAPPY))
def test_the_strict_text_reads_back_to_the_same_money(money: Money) -> None:
    assert Money.parse(money.text) == money
    assert money.grouped.replace(",", "") == money.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.0",
        "1.000",
        "01.00",
        "-1.00",
        "+1.00",
        " 1.00",
        "1.00 ",
        "1,000.00",
        "1e3",
        "NaN",
        "１.00",
        "1.00\n",
        "1.00\x00",
        "1000000000000000.00",
    ],
)
def test_money_has_one_spelling_and_no_other(text: str) -> None:
    with pytest.raises(MoneyMalformed):
        Money.parse(text)


@pytest.mark.parametrize(
    "amount", [1.5, 1, "1.00", Decimal("0.001"), Decimal("NaN"), Decimal("Infinity"), Decimal(10) ** 15]
)
def test_money_is_made_of_exact_decimals_only(amount: object) -> None:
    with pytest.raises(MoneyMalformed):
        Money(amount)  # type: ignore[arg-type]


def test_money_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        float(Money(Decimal("0.10")))


def test_zero_has_one_form() -> None:
    assert Money(Decimal("-0.00")) == Money(Decimal(0))
    assert Money(Decimal("-0.00")).text == "0.00"


def test_equal_amounts_are_equal_money_however_they_were_written() -> None:
    assert Money(Decimal("1.5")) == Money(Decimal("1.50"))
    assert hash(Money(Decimal("1.5"))) == hash(Money(Decimal("1.50")))
    assert Money(Decimal("1.5")).text == "1.50"


@given(one=AMOUNTS, two=AMOUNTS)
def test_sums_and_comparisons_are_exact(one: Money, two: Money) -> None:
    if one.amount + two.amount < Decimal(10) ** 15:
        assert (one + two) - two == one
    assert (one < two) == (one.amount < two.amount)
    assert (one <= two) == (not one > two)
    assert (one >= two) == (not one < two)


def test_two_currencies_are_neither_added_nor_compared() -> None:
    yuan, dollars = Money(Decimal(1)), Money(Decimal(1), "USD")

    assert yuan != dollars
    for mix in (lambda: yuan + dollars, lambda: yuan - dollars, lambda: yuan < dollars):
        with pytest.raises(CurrencyMismatch):
            mix()
    with pytest.raises(CurrencyMismatch):
        words(dollars)


def test_there_are_no_capital_numerals_below_zero() -> None:
    with pytest.raises(MoneyMalformed):
        words(Money(Decimal("-1.00")))


def test_a_share_is_rounded_half_up_to_the_cent() -> None:
    assert Money.parse("100.25").share(Decimal("0.02")).text == "2.01"
    assert Money.parse("0.25").share(Decimal("0.02")).text == "0.01"
    assert Money.parse("0.24").share(Decimal("0.02")).text == "0.00"


def test_ten_thousands_of_yuan_become_yuan() -> None:
    assert Money.from_wan(Decimal("1835.0534")).text == "18350534.00"
    with pytest.raises(MoneyMalformed):
        Money.from_wan(Decimal("0.0000001"))


def test_every_price_of_the_real_opening_has_capital_numerals(shared: Path) -> None:
    record = json.loads((shared / "cases" / "opening-1528.json").read_text(encoding="utf-8"))
    prices = [Decimal(bid["price_10k_yuan"]) for bid in record["bids"] if bid["price_10k_yuan"]]

    assert len(prices) == 1525
    for price in prices:
        money = Money.from_wan(price)
        assert words(money) == told_again(money)


def told_again(money: Money) -> str:
    """The rules once more, group of four by group of four, with the optional 零 of rule 3(3) left out."""
    whole, _, cents = money.text.partition(".")
    tens, ones = int(cents[0]), int(cents[1])
    text = _whole(int(whole)) + "元" if int(whole) else ""
    if not tens and not ones:
        return (text or "零元") + "整"
    text += f"{DIGITS[tens]}角" if tens else ("零" if text else "")
    return text + (f"{DIGITS[ones]}分" if ones else "")


def _whole(number: int) -> str:
    high, low = divmod(number, 10**8)
    if not high:
        return _below_yi(low)
    gap = "零" if low and (low < 10**7 or high % 10**4 == 0) else ""
    return f"{_below_yi(high)}亿{gap}{_below_yi(low)}"


def _below_yi(number: int) -> str:
    high, low = divmod(number, 10**4)
    gap = "零" if high and 0 < low < 1000 else ""
    return (f"{_below_wan(high)}万" if high else "") + gap + _below_wan(low)


def _below_wan(number: int) -> str:
    text, gap = "", False
    for power, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // power % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + unit
        gap = not digit
    return text
