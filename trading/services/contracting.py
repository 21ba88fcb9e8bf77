"""The contract (TL 46): offered by the agency with the terms of the bid, signed by the winner with its account key."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from trading.domain import award_days
from trading.domain.actors import Actor
from trading.domain.award import ContractFacts, bids_still_bind, bond_is_in_bounds, guarantee_answers_bond
from trading.domain.awarded import (
    CONTRACT_OFFERED,
    CONTRACT_SIGNED,
    ContractTerms,
    Signing,
    Standing,
    differing,
    parse_signing,
    price_of,
    read_awarded,
    read_terms,
)
from trading.domain.bodies import DocumentFile
from trading.domain.canonical import base64_text
from trading.domain.fields import Fields
from trading.domain.money import Money
from trading.domain.periods import day_of, end_of
from trading.domain.stages import GuardRefused, LotStopped, Outcome, OutcomeNotAllowed, Reason, Stage
from trading.domain.statements import read_as
from trading.models import AccountKey, Award, Contract, ContractText, Lot
from trading.selectors.awards import award_of, evaluated_lot, validity_of, won_by
from trading.selectors.calendar import working_calendar
from trading.selectors.trades import NoSuchLot
from trading.services.ledger import News, record
from trading.services.lots import locked_lot
from trading.services.moments import Moment
from trading.services.papers import PaperDraft, PaperEmpty, keep_paper
from trading.services.parties import disclose_keys
from trading.services.stages import advance


class ContractRefused(Exception):
    """Nothing was signed; the message says why, for people. `articles`: what the law has against it.

    `terms`: the opening items in which the contract differs from the bid.
    """

    code = "contract_refused"

    def __init__(self, message: str, articles: tuple[str, ...] = (), terms: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.articles = articles
        self.terms = terms


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """The text as a file, and its main terms as they are written in it."""

    text: PaperDraft
    items: Mapping[str, str]
    bond: Decimal | None = None
    guarantee: bool = False


@transaction.atomic
def offer_contract(*, lot_id: UUID, draft: ContractDraft, by: Actor) -> ContractText:
    """Sign the contract for the tenderer, by its hash, and put it before the winner. Terms that differ from the bid are refused (TL 46, TR 57).

    Raises `NoSuchLot`, `ContractRefused`; then nothing has changed.
    """
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    award = award_of(lot)
    if award is None or by.user_id is None:
        raise NoSuchLot
    if lot.stage != Stage.AWARDED:
        raise ContractRefused("合同已经签订。")
    bond = None if draft.bond is None else Money(draft.bond)
    terms = ContractTerms({name: value.strip() for name, value in draft.items.items()}, bond, draft.guarantee)
    _check(lot, _winner(award), terms, moment.at)
    try:
        file = keep_paper(draft.text)
    except PaperEmpty as error:
        raise ContractRefused("合同文件是空的。") from error
    record(News(CONTRACT_OFFERED, {"lot": str(lot.pk), "text": file.sha256}), trade=lot.trade, moment=moment, by=by)
    return ContractText.objects.create(
        award=award, **file.members(), terms=terms.members(), by_id=by.user_id, at=moment.at
    )


@transaction.atomic
def sign_contract(*, lot_id: UUID, statement: bytes, by: Actor) -> Contract:
    """The winner signs the text in force: with that both have signed.

    Raises `NoSuchLot`, `ContractRefused`, `FormatError`; then nothing has changed.
    """
    lot, _ = won_by(by, lot_id)
    lot, moment = locked_lot(lot)
    award = award_of(lot)
    text = offered(award) if award is not None else None
    if award is None or text is None or award.organisation_id != by.organisation_id:
        raise NoSuchLot
    signed = read_as(statement, parse_signing)
    terms = terms_of(text)
    if signed.value != Signing(lot.trade_id, lot.pk, award.organisation.uscc, text.sha256, terms):
        raise ContractRefused("签名的内容不是现在的合同，请刷新页面后重新核对。")
    key = AccountKey.objects.filter(organisation_id=by.organisation_id, public_key=signed.key).first()
    if key is None:
        raise ContractRefused("签名的密钥没有为本单位登记。")
    facts = contract_facts(lot, _winner(award), terms)
    lot.schedule = replace(lot.schedule, deposits_until=_deposits_until(lot, moment))
    try:
        advance(lot=lot, outcome=Outcome.CONTRACTED, facts=facts, moment=moment, by=by, news=None)
    except (GuardRefused, LotStopped, OutcomeNotAllowed) as error:
        raise _refused(error) from error
    disclose_keys([key], moment)
    entry = record(_signed(lot, award, text, statement, moment), trade=lot.trade, moment=moment, by=by)
    return Contract.objects.create(lot=lot, text=text, account_key=key, entry=entry, signed_at=moment.at)


def offered(award: Award) -> ContractText | None:
    """The text in force."""
    return award.contract_texts.order_by("-pk").first()


def terms_of(text: ContractText) -> ContractTerms:
    """Its main terms."""
    return read_terms(Fields(text.terms, ("bond", "guarantee", "items")))


def contract_facts(lot: Lot, winner: Standing, terms: ContractTerms) -> ContractFacts:
    """What the guards ask of a contract."""
    return ContractFacts(
        valid_until=end_of(validity_of(lot).day),
        price=price_of(terms.items),
        bond=terms.bond,
        guarantee=terms.guarantee,
        terms_equal=not differing(winner.items, terms.items),
    )


def _winner(award: Award) -> Standing:
    return read_awarded(award.entry.content.body).winner


def _check(lot: Lot, winner: Standing, terms: ContractTerms, at: datetime) -> None:
    """The guards of the signature, before anybody has to sign."""
    spec, odd = lot.trade.spec, differing(winner.items, terms.items)
    if odd:
        raise ContractRefused(WORDS[Reason.TERMS_DIFFER], ("TL 46", "TR 57"), odd)
    facts = contract_facts(lot, winner, terms)
    if not bond_is_in_bounds(spec, facts, at):
        raise ContractRefused(WORDS[Reason.BOND_TOO_HIGH], ("TR 58",))
    if not guarantee_answers_bond(spec, facts, at):
        raise ContractRefused(WORDS[Reason.GUARANTEE_MISSING], ("O30 62",))
    if not bids_still_bind(spec, facts, at):
        raise ContractRefused(WORDS[Reason.VALIDITY_OVER], ("O12 49", "O30 62"))


def _deposits_until(lot: Lot, moment: Moment) -> datetime:
    due = award_days.deposits_back_by(lot.trade.spec, moment.at, working_calendar())
    return moment.at if due is None else end_of(due.day)


def _signed(lot: Lot, award: Award, text: ContractText, statement: bytes, moment: Moment) -> News:
    file = DocumentFile(text.name, text.media_type, text.sha256, text.size)
    terms = terms_of(text)
    body = {
        "amount": price_of(terms.items).text,
        "bidder": award.organisation.uscc,
        "lot": str(lot.pk),
        "name": _winner(award).name,
        "signed_on": day_of(moment.at).isoformat(),
        "statement": base64_text(statement),
        "terms": terms.members(),
        "text": file.members(),
    }
    return News(CONTRACT_SIGNED, body)


WORDS = {
    Reason.TERMS_DIFFER: "合同的主要条款与招标文件和中标人的投标文件不一致。",
    Reason.BOND_TOO_HIGH: "履约保证金超过法律规定的比例。",
    Reason.GUARANTEE_MISSING: "要求中标人提交履约保证金的，招标人应当同时提供工程款支付担保。",
    Reason.VALIDITY_OVER: "投标有效期已经届满，须先请投标人延长。",
}
"""What a guard says no with."""


def _refused(error: Exception) -> ContractRefused:
    if isinstance(error, GuardRefused) and error.reason in WORDS:
        return ContractRefused(WORDS[error.reason], error.articles)
    if isinstance(error, LotStopped):
        return ContractRefused("监督部门责令暂停，暂停期间不能签订合同。", ("TR 62",))
    return ContractRefused("标段不在可以签订合同的阶段。")
