"""What is found between the bids of a lot after its opening: it is flagged with article and evidence, never decided."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.domain.findings import Finding, FindingState, Known, KnownBid, LodgedPaper, PaidFrom
from bidding.domain.inquiry import DETECTORS, find_all
from bidding.domain.members import Grade, Member
from trading.domain.kinds.articles import cite
from trading.domain.kinds.findings import FindingKind, Ground, Raiser
from trading.domain.kinds.spec import KindSpec, SpecBroken
from trading.domain.kinds.values import Confidence
from trading.domain.relations import Control, Controller, Declaration, Link, chains_from, links_of

BAIYUN, CHANGHE, FUHE, DONGFANG, HOLDING = "BAIYUN", "CHANGHE", "FUHE", "DONGFANG", "HOLDING"
OPERATOR = "OPERATOR"
ALL = (BAIYUN, CHANGHE, FUHE)
PRICES = ("6010000.00", "6123456.78", "6199999.99")


def bid(bidder: str, price: str | None = None, *members: str, **texts: str) -> KnownBid:
    joint = tuple(Member(code, code, "土建", "市政", Grade.FIRST) for code in members)
    return KnownBid(bidder, bidder, joint, None if price is None else Decimal(price), texts)


def priced(*prices: str) -> Known:
    return Known([bid(f"BIDDER{number}", price) for number, price in enumerate(prices)])


def declaration(person: str, phone: str = "", *controllers: str) -> Declaration:
    return Declaration(
        person, "123X", "李四", phone, tuple(Controller(code, code, Control.HOLDS) for code in controllers)
    )


def only(findings: tuple[Finding, ...], kind: FindingKind) -> list[Finding]:
    return [finding for finding in findings if finding.kind is kind]


def kinds(findings: tuple[Finding, ...]) -> list[FindingKind]:
    return [finding.kind for finding in findings]


def test_every_kind_of_finding_has_its_detector(tender: KindSpec) -> None:
    assert set(DETECTORS) == set(FindingKind) == {rule.kind for rule in tender.findings}


def test_every_finding_names_its_article_its_ground_and_waits_for_people(tender: KindSpec) -> None:
    (finding,) = find_all(tender, priced("1.00", "1.00"))

    assert finding.articles == ("TR 40",)
    assert tender.ground(finding.ground) is not None
    assert finding.state is FindingState.OPEN


def test_a_number_of_ours_is_marked_as_ours(tender: KindSpec) -> None:
    assert [rule.kind for rule in tender.findings if rule.least > 2 and rule.confidence is not Confidence.DECIDED] == []


def test_ordinary_bids_show_nothing(tender: KindSpec) -> None:
    bids = [
        bid(bidder, price, quality="合格", project_manager=name)
        for bidder, price, name in zip(ALL, PRICES, ("张三", "李四", "王五"), strict=True)
    ]
    declared = {bidder: declaration(f"负责人{bidder}", f"1390000000{n}") for n, bidder in enumerate(ALL)}

    assert find_all(tender, Known(bids, declared, staff=frozenset(tender.staff_items))) == ()


def test_every_ground_of_rejection_is_worded_in_both_languages_with_its_article(tender: KindSpec) -> None:
    assert {rule.ground for rule in tender.grounds} == set(Ground)
    for rule in tender.grounds:
        assert rule.wording.zh and rule.wording.en
        assert cite(rule.articles)
        assert Raiser.COMMITTEE in rule.raisers
    assert [rule.ground for rule in tender.grounds if not rule.must] == [Ground.CLARIFICATION_REFUSED]


def test_what_the_platform_flags_it_may_also_raise(tender: KindSpec) -> None:
    raised = {rule.ground for rule in tender.grounds if Raiser.PLATFORM in rule.raisers}

    assert {rule.ground for rule in tender.findings} <= raised


def test_a_finding_without_its_ground_breaks_the_spec(tender: KindSpec) -> None:
    without = tuple(rule for rule in tender.grounds if rule.ground is not Ground.COLLUSION)

    with pytest.raises(SpecBroken):
        replace(tender, grounds=without)
    with pytest.raises(SpecBroken):
        replace(tender, grounds=(*tender.grounds, tender.grounds[0]))


# --- joint bids ---------------------------------------------------------------------------------------------------


def test_a_member_that_also_bids_alone_makes_all_those_bids_invalid(tender: KindSpec) -> None:
    known = Known([bid(BAIYUN, None, BAIYUN, CHANGHE), bid(CHANGHE), bid(FUHE)])

    (finding,) = find_all(tender, known)

    assert (finding.kind, finding.bids, finding.articles) == (FindingKind.MEMBER_TWICE, (BAIYUN, CHANGHE), ("TR 37",))


def test_a_member_of_two_joint_bids_is_found_in_both(tender: KindSpec) -> None:
    known = Known([bid(BAIYUN, None, BAIYUN, DONGFANG), bid(CHANGHE, None, CHANGHE, DONGFANG)])

    (finding,) = find_all(tender, known)

    assert finding.bids == (BAIYUN, CHANGHE)
    assert [(each.party, each.other) for each in finding.evidence] == [(DONGFANG, BAIYUN), (DONGFANG, CHANGHE)]


# --- related bidders ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["张三", "张 三", "张三 "])
def test_one_person_in_charge_of_two_bidders_is_found(tender: KindSpec, other: str) -> None:
    declared = {BAIYUN: declaration("张三"), CHANGHE: declaration(other), FUHE: declaration("王五")}

    (finding,) = find_all(tender, Known([bid(each) for each in ALL], declared))

    assert (finding.kind, finding.bids) == (FindingKind.SAME_PERSON, (BAIYUN, CHANGHE))


def test_two_people_of_one_name_are_not_one_person(tender: KindSpec) -> None:
    declared = {BAIYUN: declaration("张三"), CHANGHE: Declaration("张三", "9876", "", "")}

    assert find_all(tender, Known([bid(BAIYUN), bid(CHANGHE)], declared)) == ()


def test_the_person_of_a_member_counts_for_the_joint_bid(tender: KindSpec) -> None:
    declared = {DONGFANG: declaration("张三"), CHANGHE: declaration("张三")}

    (finding,) = find_all(tender, Known([bid(BAIYUN, None, BAIYUN, DONGFANG), bid(CHANGHE)], declared))

    assert (finding.kind, finding.bids) == (FindingKind.SAME_PERSON, (BAIYUN, CHANGHE))


def test_members_of_one_joint_bid_may_have_one_person_and_control_each_other(tender: KindSpec) -> None:
    declared = {BAIYUN: declaration("张三"), CHANGHE: declaration("张三", "", BAIYUN)}
    known = Known([bid(BAIYUN, None, BAIYUN, CHANGHE), bid(FUHE)], declared, links_of(declared))

    assert find_all(tender, known) == ()


def test_control_through_a_third_organisation_is_found_with_its_chain(tender: KindSpec) -> None:
    links = links_of({HOLDING: declaration("甲", "", BAIYUN), CHANGHE: declaration("乙", "", HOLDING)})

    (finding,) = find_all(tender, Known([bid(each) for each in ALL], {}, links))

    assert (finding.kind, finding.bids) == (FindingKind.CONTROL, (BAIYUN, CHANGHE))
    assert [(each.party, each.other) for each in finding.evidence] == [(BAIYUN, HOLDING), (HOLDING, CHANGHE)]


def test_two_bidders_under_one_holding_do_not_control_each_other(tender: KindSpec) -> None:
    """TR 34 speaks of control between bidders, not of a common parent."""
    links = [Link(HOLDING, BAIYUN, Control.HOLDS), Link(HOLDING, CHANGHE, Control.HOLDS)]

    assert find_all(tender, Known([bid(BAIYUN), bid(CHANGHE)], {}, links)) == ()


@pytest.mark.parametrize("upper", [OPERATOR, FUHE])
def test_an_affiliate_of_the_operator_is_found_whichever_controls_the_other(tender: KindSpec, upper: str) -> None:
    links = [Link(upper, FUHE if upper == OPERATOR else OPERATOR, Control.MANAGES)]

    (finding,) = find_all(tender, Known([bid(each) for each in ALL], {}, links, OPERATOR))

    assert (finding.kind, finding.bids, finding.articles) == (FindingKind.OPERATOR_AFFILIATE, (FUHE,), ("O20 23",))


def test_the_operator_itself_is_found(tender: KindSpec) -> None:
    assert kinds(find_all(tender, Known([bid(OPERATOR)], operator=OPERATOR))) == [FindingKind.OPERATOR_AFFILIATE]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_chains_end_in_circles_too(pairs: list[tuple[int, int]]) -> None:
    links = [Link(str(upper), str(lower), Control.HOLDS) for upper, lower in pairs]

    for code, chain in chains_from("0", links).items():
        assert chain[0].upper == "0"
        assert chain[-1].lower == code
        assert all(one.lower == next_.upper for one, next_ in pairwise(chain))


# --- signs of collusion -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phone", ["13900000001", "139-0000-0001", "+86 139 0000 0001"])
def test_one_contact_for_two_bidders_is_a_sign(tender: KindSpec, phone: str) -> None:
    declared = {BAIYUN: declaration("张三", "13900000001"), CHANGHE: declaration("李四", phone)}

    (finding,) = find_all(tender, Known([bid(BAIYUN), bid(CHANGHE)], declared))

    assert finding.kind is FindingKind.SAME_AGENT


def test_no_declared_telephone_is_no_common_one(tender: KindSpec) -> None:
    declared = {BAIYUN: declaration("张三"), CHANGHE: declaration("李四")}

    assert find_all(tender, Known([bid(BAIYUN), bid(CHANGHE)], declared)) == ()


def test_one_project_manager_in_two_bids_is_a_sign(tender: KindSpec) -> None:
    bids = [bid(BAIYUN, project_manager="张三"), bid(CHANGHE, project_manager="张 三")]

    assert kinds(find_all(tender, Known(bids, staff=frozenset(tender.staff_items)))) == [FindingKind.SAME_STAFF]


@pytest.mark.parametrize(("text", "is_sign"), [("合格", False), ("合格，争创省级优质工程奖并承担全部费用", True)])
def test_the_same_long_text_is_a_sign_and_a_common_word_is_none(tender: KindSpec, text: str, is_sign: bool) -> None:
    findings = find_all(tender, Known([bid(BAIYUN, quality=text), bid(CHANGHE, quality=text)]))

    assert kinds(findings) == [FindingKind.IDENTICAL_TEXT] * is_sign


def paid(*accounts: str, name: str = "") -> list[PaidFrom]:
    return [PaidFrom(account, name) for account in accounts]


def test_deposits_from_one_account_are_a_sign(tender: KindSpec) -> None:
    """TR 40(6)."""
    accounts = {BAIYUN: paid("6222 0001", "62220003"), CHANGHE: paid("62220001", "62220001"), FUHE: paid("62220002")}

    (finding,) = find_all(tender, Known([bid(each) for each in ALL], accounts=accounts))

    assert (finding.kind, finding.bids) == (FindingKind.ONE_ACCOUNT, (BAIYUN, CHANGHE))
    assert [evidence.says for evidence in finding.evidence] == [" …0001", " …0001"]


def test_deposits_from_accounts_of_one_holder_are_a_sign_and_found_once(tender: KindSpec) -> None:
    """TR 40(6): from accounts of the same organisation or person."""
    apart = {BAIYUN: paid("0001", name="张三"), CHANGHE: paid("0002", name="张 三"), FUHE: paid("0003", name="福禾")}
    both = {BAIYUN: paid("0001", name="张三"), CHANGHE: paid("0001", name="张三")}

    for accounts in (apart, both):
        (finding,) = find_all(tender, Known([bid(each) for each in ALL], accounts=accounts))
        assert (finding.kind, finding.bids) == (FindingKind.ONE_ACCOUNT, (BAIYUN, CHANGHE))


@pytest.mark.parametrize(
    ("other", "is_sign"),
    [
        (LodgedPaper("f" * 64, "建行", "BH-9"), True),
        (LodgedPaper("0" * 64, "建 行", "BH-1"), True),
        (LodgedPaper("0" * 64, "建行", "BH-2"), False),
        (LodgedPaper("0" * 64, "工行", "BH-1"), False),
    ],
)
def test_one_guarantee_for_two_bidders_is_a_sign(tender: KindSpec, other: LodgedPaper, is_sign: bool) -> None:
    """TR 40(5): files of different bidders mixed up."""
    papers = {BAIYUN: [LodgedPaper("f" * 64, "建行", "BH-1")], CHANGHE: [other]}

    findings = find_all(tender, Known([bid(BAIYUN), bid(CHANGHE)], papers=papers))

    assert kinds(findings) == [FindingKind.SAME_PAPER] * is_sign


@pytest.mark.parametrize(("sizes", "is_sign"), [((20_000, 7), True), ((20_001,), False), ((19_999,), False)])
def test_large_attachments_of_one_size_are_a_sign(tender: KindSpec, sizes: tuple[int, ...], is_sign: bool) -> None:
    """TR 40(4): abnormally alike; the size of a ciphertext is all that is known of an attachment."""
    bids = [replace(bid(BAIYUN), sizes=(19_999, 20_000)), replace(bid(CHANGHE), sizes=sizes)]

    findings = find_all(tender, Known(bids))

    assert kinds(findings) == [FindingKind.SAME_SIZE_FILES] * is_sign


def test_two_large_attachments_of_one_bid_may_have_one_size(tender: KindSpec) -> None:
    assert find_all(tender, Known([replace(bid(BAIYUN), sizes=(20_000, 20_000)), bid(CHANGHE)])) == ()


def test_the_name_of_another_bidder_in_a_bid_is_a_sign_and_of_ones_own_member_none(tender: KindSpec) -> None:
    """TR 40(5)."""
    mixed = [bid(BAIYUN, quality="CHANGHE 承诺合格"), bid(CHANGHE), bid(FUHE)]
    joint = [bid(BAIYUN, "1.00", BAIYUN, CHANGHE, quality="CHANGHE 承诺合格"), bid(FUHE)]

    (finding,) = find_all(tender, Known(mixed))

    assert (finding.kind, finding.bids) == (FindingKind.NAMES_ANOTHER, (BAIYUN, CHANGHE))
    assert find_all(tender, Known(joint)) == ()


@pytest.mark.parametrize(
    ("then", "now", "changed"),
    [
        ((BAIYUN, CHANGHE), (CHANGHE, BAIYUN), {}),
        ((BAIYUN,), (), {}),
        ((BAIYUN, CHANGHE), (), {CHANGHE: "gone"}),
        ((BAIYUN,), (BAIYUN, CHANGHE), {CHANGHE: "joined"}),
        ((BAIYUN, CHANGHE), (BAIYUN, FUHE), {CHANGHE: "gone", FUHE: "joined"}),
    ],
)
def test_a_bid_of_others_than_were_qualified_is_flagged(
    tender: KindSpec, then: tuple[str, ...], now: tuple[str, ...], changed: dict[str, str]
) -> None:
    """TR 37: after the pre-qualification nobody joins, leaves or takes another's place."""
    known = Known([bid(BAIYUN, "1.00", *now)], qualified={BAIYUN: then})

    findings = find_all(tender, known)

    said = {evidence.party: evidence.says for finding in findings for evidence in finding.evidence}
    assert said == changed
    assert {finding.ground for finding in findings} == ({Ground.MEMBERS_CHANGED} if changed else set())


def test_who_was_not_prequalified_or_did_not_open_has_no_members_to_change(tender: KindSpec) -> None:
    assert find_all(tender, Known([bid(BAIYUN, "1.00", BAIYUN, CHANGHE)])) == ()
    assert find_all(tender, Known([bid(BAIYUN)], qualified={BAIYUN: (BAIYUN, CHANGHE)})) == ()


def test_equal_prices_are_a_sign(tender: KindSpec) -> None:
    (finding,) = find_all(tender, priced("5000000.00", "5100000.01", "5000000.00"))

    assert (finding.kind, finding.bids) == (FindingKind.EQUAL_PRICES, ("BIDDER0", "BIDDER2"))


@given(base=st.integers(10**8, 10**9), step=st.integers(1, 10**6), others=st.integers(3, 6))
def test_equal_steps_are_a_sign_however_large(tender: KindSpec, base: int, step: int, others: int) -> None:
    prices = [f"{Decimal(base + step * number) / 100:.2f}" for number in range(others)]

    (finding,) = only(find_all(tender, priced(*prices)), FindingKind.STEPPED_PRICES)

    assert len(finding.bids) == others


@given(base=st.integers(10**8, 10**9), factor=st.integers(10_050, 12_000))
def test_an_equal_ratio_is_a_sign_whatever_was_rounded(tender: KindSpec, base: int, factor: int) -> None:
    prices = [f"{Decimal(base) / 100 * (Decimal(factor) / 10_000) ** number:.2f}" for number in range(4)]

    (finding,) = only(find_all(tender, priced(*prices)), FindingKind.RATIO_PRICES)

    assert len(finding.bids) == 4


def test_one_fen_breaks_the_steps(tender: KindSpec) -> None:
    assert kinds(find_all(tender, priced("5000000.00", "5100000.00", "5200000.00"))) == [FindingKind.STEPPED_PRICES]
    assert find_all(tender, priced("5000000.00", "5100000.00", "5200000.01")) == ()


def test_two_prices_have_no_steps(tender: KindSpec) -> None:
    assert find_all(tender, priced("5000000.00", "5100000.00")) == ()


def test_a_bid_that_did_not_open_has_no_price_to_compare(tender: KindSpec) -> None:
    known = Known([bid(BAIYUN, "1.00"), bid(CHANGHE), bid(FUHE)])

    assert find_all(tender, known) == ()


@given(st.permutations([*ALL, DONGFANG]))
def test_the_order_of_the_bids_changes_nothing(tender: KindSpec, order: list[str]) -> None:
    declared = {each: declaration("张三", "13900000001") for each in order}
    links = [Link(BAIYUN, CHANGHE, Control.HOLDS), Link(CHANGHE, FUHE, Control.MANAGES)]
    price = dict(zip((*ALL, DONGFANG), ("1.00", "2.00", "3.00", "3.00"), strict=True))

    def found(bidders: list[str]) -> list[str]:
        findings = find_all(tender, Known([bid(each, price[each]) for each in bidders], declared, links))
        return [finding.key for finding in findings]

    assert found(order) == found(sorted(order))
    assert len(set(found(order))) == len(found(order)) == 7
