"""The notice page of one trade: what was announced, as the ledger has it, and how each lot stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from bidding.selectors.hall import tally_of
from disclosure.selectors.schemes import SchemeNotice, scheme_notice
from trading.deposit_words import FORM_WORDS, HOLDER_WORDS
from trading.domain.bodies import ANNOUNCED
from trading.domain.canonical import parse_at
from trading.domain.clarified import CLARIFIED
from trading.domain.deposit_terms import ask_of
from trading.domain.evaluation_results import REPORTED
from trading.domain.merkle import leaf_hash
from trading.domain.phases import phase_of
from trading.domain.qualified import PREQUALIFICATION_ANNOUNCED, QUALIFICATION
from trading.domain.scheme_terms import scheme_in
from trading.domain.stages import Stage
from trading.domain.stopped import LIFTED
from trading.models import Checkpoint, Entry, Lot, Position, Trade
from trading.selectors.award_shown import award_moments
from trading.selectors.failures import AfterFailure, after_failures
from trading.selectors.kinds import GroundShown, glyph_of, grounds_of, joint_word, word_of
from trading.selectors.lists import region_word

NOTICES = (PREQUALIFICATION_ANNOUNCED, ANNOUNCED)


@dataclass(frozen=True, slots=True)
class TradeNotice:
    id: UUID
    title: str
    summary: str
    kind_word: str
    glyph: str
    region_word: str
    principal: str
    agency: str
    supervisor: str
    tender_code: str
    project_code: str
    announced_at: datetime
    edition: date
    training: bool
    prequalification: bool
    now: datetime
    speed: int
    round: int
    previous: Trade | None


@dataclass(frozen=True, slots=True)
class DepositNotice:
    """What the lot asks, in words."""

    amount: Decimal
    forms: tuple[str, ...]
    holder: str
    valid_days: int


@dataclass(frozen=True, slots=True)
class LotNotice:
    """`bids` is None while nobody may know how many there are; `after`: what came after its failure.

    `later`: when the report came, the candidates were shown, the lot was awarded, the contract signed.
    """

    id: UUID
    number: int
    title: str
    scope: str
    ceiling: Decimal | None
    code: str
    deal_code: str
    stage: str
    documents_from: datetime
    documents_until: datetime
    deadline: datetime
    announced_deadline: datetime
    extension: timedelta
    window: timedelta
    closed_at: datetime | None
    prices_shown_at: datetime | None
    bids: int | None
    articles: tuple[str, ...]
    after: AfterFailure | None
    applied_for: bool = False
    stopped: bool = False
    deposit: DepositNotice | None = None
    later: tuple[datetime | None, ...] = (None,) * 4


@dataclass(frozen=True, slots=True)
class FileNotice:
    name: str
    size: int
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """An item that is announced at the opening."""

    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Holder:
    role: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the announcement stands in the log; the leaf is what the tree hashes."""

    log_index: int
    leaf: str
    checkpoint_size: int
    checkpoint_at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything of the notice in force that the page shows, and the lots as they stand.

    `looked_for`: of how much somebody has made sure before the first notice that nothing of it is there (TR 32).
    """

    trade: TradeNotice
    lots: Sequence[LotNotice]
    documents: Sequence[FileNotice]
    document_hash: str
    items: Sequence[Labelled]
    keyholders: Sequence[Holder]
    joint_word: str
    grounds: Sequence[GroundShown]
    looked_for: int = 0
    scheme: SchemeNotice | None = None
    evaluated: Sequence[LotNotice] = ()


def notice_of(trade: Trade, *, now: datetime, speed: int) -> Notice:
    """Read from the entries of the ledger, so that the page says what was signed for and nothing else."""
    body = _in_force(trade)
    announced = {lot["lot"]: lot for lot in body["lots"]}
    lots = list(trade.lots.select_related("trade").order_by("number"))
    first = body["lots"][-1]
    after = {each.lot_id: each for each in after_failures(trade)}
    shown = [_lot(lot, announced[str(lot.pk)], after.get(lot.pk)) for lot in lots]
    reported = _reported(trade)
    return Notice(
        trade=_trade(trade, body, now, speed),
        lots=shown,
        documents=[FileNotice(**file) for file in body["documents"]["files"]],
        document_hash=body["documents"]["hash"],
        items=[Labelled(item["label"], item["label_en"]) for item in first["opening_items"]],
        keyholders=[Holder(holder["role"]) for holder in first["keyholders"]],
        joint_word=joint_word(body.get("joint_most", 0)),
        grounds=grounds_of(trade.spec, body["grounds"]["own"]) if "grounds" in body else (),
        looked_for=len(body["fairness"]),
        scheme=scheme_notice(scheme_in(dict(body))),
        evaluated=[lot for lot in shown if str(lot.id) in reported],
    )


def _in_force(trade: Trade) -> Mapping[str, Any]:
    """The body of the announcement, with what clarifications and the ends of stops changed of it.

    A tender's notice comes over that of its pre-qualification, lot by lot: those that failed before stay as they were.
    """
    rows = Entry.objects.filter(trade=trade, type__in=(*NOTICES, CLARIFIED, LIFTED)).select_related("content")
    body: dict[str, Any] = {}
    lots: dict[str, dict[str, Any]] = {}
    for entry in rows.order_by("order"):
        said = entry.content.body
        if entry.type in NOTICES:
            lots |= {lot["lot"]: lot for lot in said["lots"]}
            body = {"fairness": body.get("fairness", ()), **said, "lots": list(lots.values())}
            continue
        body["documents"] = said.get("documents", body["documents"])
        for change in said.get("changes", ()):
            part = body if change["lot"] is None else lots[change["lot"]]
            part[change["what"]] = change["to"]
        for move in said["moves"]:
            lots[move["lot"]]["schedule"]["documents_until"] = move["documents_until"]
    return body


def proof_of(trade: Trade) -> Proof | None:
    """None in the moment before the entry has its place under a signed checkpoint."""
    place = Position.objects.filter(trade=trade, entry__type__in=NOTICES).order_by("-trade_seq").first()
    if place is None:
        return None
    head = Checkpoint.objects.filter(size__gt=place.log_index).order_by("pk").only("size", "signed_at").first()
    if head is None:
        return None
    return Proof(place.log_index, leaf_hash(bytes(place.commitment)).hex(), head.size, head.signed_at)


def _trade(trade: Trade, body: Mapping[str, Any], now: datetime, speed: int) -> TradeNotice:
    assert trade.announced_at is not None
    return TradeNotice(
        id=trade.pk,
        title=body["title"],
        summary=body["summary"],
        kind_word=word_of(trade.spec),
        glyph=glyph_of(trade.spec),
        region_word=region_word(body["region"]),
        principal=body["principal"],
        agency=body["agency"]["name"],
        supervisor="",
        tender_code=trade.tender_code,
        project_code=trade.project_code,
        announced_at=trade.announced_at,
        edition=trade.spec.edition.since,
        training=trade.training,
        prequalification=trade.prequalification,
        now=now,
        speed=speed,
        round=trade.round,
        previous=trade.previous,
    )


def _lot(lot: Lot, announced: Mapping[str, Any], after: AfterFailure | None) -> LotNotice:
    schedule = announced["schedule"]
    tally, announced_deadline = tally_of(lot), parse_at(schedule["deadline"])
    periods = lot.trade.spec.periods(phase_of(Stage(lot.stage)))
    rule = periods.from_issue if periods.after_offer is None else periods.after_offer
    return LotNotice(
        id=lot.pk,
        number=lot.number,
        title=announced["title"],
        scope=announced["scope"],
        ceiling=None if announced["ceiling"] is None else Decimal(announced["ceiling"]),
        code=announced["code"],
        deal_code=announced["deal_code"] or "",
        stage=lot.stage,
        documents_from=lot.documents_from or parse_at(schedule["documents_from"]),
        documents_until=parse_at(schedule["documents_until"]),
        deadline=lot.deadline or announced_deadline,
        announced_deadline=announced_deadline,
        extension=timedelta(seconds=schedule.get("extension_seconds", 0)),
        window=timedelta(seconds=schedule["window_seconds"]),
        closed_at=lot.closed_at,
        prices_shown_at=lot.prices_shown_at,
        bids=tally.bids if tally else None,
        articles=rule.articles if rule is not None else (),
        after=after,
        applied_for=announced["envelope"] == QUALIFICATION,
        stopped=lot.stopped_at is not None,
        deposit=_deposit(announced),
        later=award_moments(lot),
    )


def _deposit(announced: Mapping[str, Any]) -> DepositNotice | None:
    ask = ask_of(dict(announced))
    if ask is None:
        return None
    forms = tuple(str(FORM_WORDS[form]) for form in ask.forms)
    return DepositNotice(ask.amount.amount, forms, str(HOLDER_WORDS[ask.holder]), ask.valid_days)


def _reported(trade: Trade) -> set[str]:
    """The lots of which a committee has reported."""
    rows = Entry.objects.filter(trade=trade, type=REPORTED).values_list("content__body__lot", flat=True)
    return set(rows)
