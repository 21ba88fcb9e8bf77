"""After a failure: analyse it, tender again, or leave off (TL 28, O30 38). What may be done is decided by the domain."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, TextField, Value

from trading.domain import codes
from trading.domain.actors import Actor, Role
from trading.domain.bodies import DocumentFile
from trading.domain.clarified import Paper
from trading.domain.kinds import edition_for
from trading.domain.periods import day_of
from trading.domain.retendering import (
    ANALYSED,
    LEFT,
    FailureCause,
    Hindrance,
    NextStep,
    counts_bids,
    failures_in,
    hindrance,
    may_still_be_announced,
)
from trading.domain.stages import Stage
from trading.models import ClockSegment, Document, FailureAnalysis, LeavingOff, Lot, Organisation, Trade
from trading.models.trades import SCHEDULE_LENGTHS
from trading.selectors.documents import documents_of
from trading.selectors.failures import chain_of
from trading.selectors.trades import NoSuchTrade, trades_of
from trading.services import files
from trading.services.codes import next_serial
from trading.services.ledger import Json, News, record
from trading.services.lots import locked_lots
from trading.services.moments import Moment

LONGEST = 2000


class RetenderRefused(Exception):
    """Nothing has changed; the message says why, for people, or `hindrance` does."""

    code = "retender_refused"

    def __init__(self, message: str = "", hindrance: Hindrance | None = None) -> None:
        super().__init__(message or str(hindrance))
        self.hindrance = hindrance


@dataclass(frozen=True, slots=True)
class Analysis:
    """Why lots failed, and what the tenderer does about it. Public."""

    causes: tuple[FailureCause, ...]
    text: str
    measures: str


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """The approver's document, on its way."""

    name: str
    media_type: str
    chunks: Iterable[bytes]


@transaction.atomic
def analyse_failure(*, trade_id: UUID, lots: Collection[UUID], analysis: Analysis, by: Actor) -> Trade:
    """Publish why these lots failed and what is done about it. No bidder is named in it, and no number of bids.

    Raises `NoSuchTrade`, `RetenderRefused`; then nothing has changed.
    """
    text, measures = analysis.text.strip(), analysis.measures.strip()
    trade = _trade(trade_id, by)
    if not analysis.causes or not text or not measures or max(len(text), len(measures)) > LONGEST:
        raise RetenderRefused("请选择原因，写明分析和采取的措施，各不超过 2000 字。")
    _check_discreet(text, measures)
    chosen, moment = _chosen(trade, lots, NextStep.ANALYSE)
    body: dict[str, Json] = {
        "causes": [cause.value for cause in FailureCause if cause in analysis.causes],
        "lots": _ids(chosen),
        "measures": measures,
        "text": text,
    }
    entry = record(News(ANALYSED, body), trade=trade, moment=moment, by=by)
    FailureAnalysis.objects.bulk_create(FailureAnalysis(lot=lot, entry=entry) for lot in chosen)
    return trade


@transaction.atomic
def begin_retender(*, trade_id: UUID, lots: Collection[UUID], by: Actor) -> Trade:
    """A draft that tenders these failed lots again: their words, documents and lengths, and no dates yet.

    Raises `NoSuchTrade`, `RetenderRefused`; then nothing has changed.
    """
    earlier = _trade(trade_id, by)
    chosen, moment = _chosen(earlier, lots, NextStep.RETENDER)
    draft = _copied(earlier, moment)
    anchor = moment.at if draft.training else moment.real
    ClockSegment.objects.create(trade=draft, number=1, anchor_real=moment.real, anchor_trade=anchor, speed=1)
    Lot.objects.bulk_create(_copied_lot(draft, number, lot) for number, lot in enumerate(chosen, start=1))
    papers = {Paper(number, "", "").name for number in range(1, earlier.version + 1)}
    Document.objects.bulk_create(
        Document(trade=draft, name=file.name, sha256=file.sha256, size=file.size, media_type=file.media_type)
        for file in documents_of(earlier)
        if file.name not in papers
    )
    return draft


@transaction.atomic
def leave_off(
    *, trade_id: UUID, lots: Collection[UUID], reason: str, by: Actor, consent: ConsentFile | None = None
) -> Trade:
    """Tender these lots no more. Where the project needs approval the approver's consent is published with it.

    Raises `NoSuchTrade`, `RetenderRefused`; then nothing has changed.
    """
    reason, trade = reason.strip(), _trade(trade_id, by)
    if not reason or len(reason) > LONGEST:
        raise RetenderRefused("请写明不再招标的理由，不超过 2000 字。")
    _check_discreet(reason)
    chosen, moment = _chosen(trade, lots, NextStep.LEAVE, consent=consent is not None)
    body: dict[str, Json] = {
        "consent": _stored(trade, consent) if consent is not None else None,
        "failures": min(failures_in(chain_of(lot)) for lot in chosen),
        "lots": _ids(chosen),
        "reason": reason,
    }
    entry = record(News(LEFT, body), trade=trade, moment=moment, by=by)
    LeavingOff.objects.bulk_create(LeavingOff(lot=lot, entry=entry) for lot in chosen)
    return trade


def check_retender(draft: Trade) -> None:
    """What was decided of the failed lots since the draft was begun may stand against announcing it.

    The caller holds the draft's lock; the trade before it stays as it is until the transaction ends.
    """
    if draft.previous_id is None:
        return
    Trade.objects.select_for_update(no_key=True).get(pk=draft.previous_id)
    for lot in draft.lots.select_related("previous__trade").filter(previous__isnull=False):
        assert lot.previous is not None
        against = may_still_be_announced(chain_of(lot.previous))
        if against is not None:
            raise RetenderRefused(hindrance=against)


def previous_form(trade: Trade, lots: Sequence[Lot]) -> dict[str, Json] | None:
    """The trade before, as the announcement of a re-tender names it; None for a first tender."""
    pairs = [(lot.pk, lot.previous_id) for lot in lots if lot.previous_id is not None]
    if trade.previous is None or not pairs:
        return None
    return {
        "lots": [{"lot": str(lot), "previous": str(before)} for lot, before in pairs],
        "round": trade.round,
        "tender_code": trade.previous.tender_code,
        "trade": str(trade.previous.pk),
    }


def _trade(trade_id: UUID, by: Actor) -> Trade:
    """The agency's own announced trade, locked."""
    rows = trades_of(by).filter(pk=trade_id, announced_at__isnull=False, erased_at__isnull=True)
    trade = rows.select_for_update(no_key=True).first()
    if trade is None:
        raise NoSuchTrade
    return trade


def _chosen(
    trade: Trade, wanted: Collection[UUID], step: NextStep, *, consent: bool = False
) -> tuple[list[Lot], Moment]:
    """The lots, if the step may be taken for every one of them."""
    lots, moment = locked_lots(trade, (Stage.FAILED,))
    chosen = [lot for lot in lots if lot.pk in wanted]
    if not chosen or len(chosen) != len(set(wanted)):
        raise RetenderRefused("请选择流标的标段。")
    for lot in chosen:
        against = hindrance(trade.spec, step, chain_of(lot), consent=consent)
        if against is not None:
            raise RetenderRefused(hindrance=against)
    return chosen, moment


def _check_discreet(*texts: str) -> None:
    """Whether a named firm bid is not asked: any registered bidder's name is refused, so a refusal tells nothing."""
    if any(counts_bids(text) for text in texts):
        raise RetenderRefused("流标项目的投标数量不公布，请不要写出有几家投标。")
    bidders = Organisation.objects.filter(memberships__role=Role.BIDDER.value)
    for text in texts:
        named = bidders.annotate(said=Value(text, output_field=TextField())).filter(said__contains=F("name"))
        if named.exists() or bidders.filter(Q(uscc__in=text.split())).exists():
            raise RetenderRefused("流标项目的投标人不公布，请不要写出单位名称。")


def _copied(earlier: Trade, moment: Moment) -> Trade:
    copied = ("kind", "title", "summary", "agency", "principal", "region", "industry", "trade_class", "opening_items")
    more = ("training", "project_code", "needs_approval", "prequalification", "validity_days", "state_controlled")
    return Trade.objects.create(
        **{name: getattr(earlier, name) for name in (*copied, *more)},
        edition=edition_for(earlier.kind, day_of(moment.at)).edition.id,
        tender_code=codes.tender_code(earlier.project_code, next_serial(f"tender/{earlier.project_code}") + 1),
        previous=earlier,
        round=earlier.round + 1,
    )


def _copied_lot(draft: Trade, number: int, lot: Lot) -> Lot:
    return Lot(
        trade=draft,
        number=number,
        title=lot.title,
        scope=lot.scope,
        ceiling=lot.ceiling,
        code=codes.lot_code(draft.tender_code, number),
        stage=Stage.DRAFT.value,
        previous=lot,
        **{name: getattr(lot, name) for name in SCHEDULE_LENGTHS},
    )


def _stored(trade: Trade, consent: ConsentFile) -> dict[str, Json]:
    """Store the file. It is published with the trade and was never in force as one of its documents."""
    sha256, size = files.store(consent.chunks)
    if not size:
        raise RetenderRefused("文件是空的。")
    file = DocumentFile(consent.name, consent.media_type, sha256, size)
    Document.objects.create(
        trade=trade,
        name=file.name,
        media_type=file.media_type,
        sha256=sha256,
        size=size,
        since=trade.version,
        until=trade.version,
    )
    return {"media_type": file.media_type, "name": file.name, "sha256": sha256, "size": size}


def _ids(lots: Sequence[Lot]) -> list[str]:
    return [str(lot.pk) for lot in lots]
