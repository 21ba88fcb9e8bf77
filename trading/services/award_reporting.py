"""The report to the supervisor after the award (TL 47): made from the ledger, sent by the agency, never too late to send."""

from uuid import UUID

from django.db import transaction

from trading.domain.actors import Actor
from trading.domain.award_report import report_bytes
from trading.domain.awarded import AWARD_REPORTED
from trading.domain.canonical import sha256_hex
from trading.domain.entries import Entry, Visibility
from trading.domain.facts import NoFacts
from trading.domain.stages import LotStopped, Outcome, OutcomeNotAllowed
from trading.models import AwardReport, Position, Trade
from trading.models import Entry as EntryRow
from trading.selectors.awards import award_of, evaluated_lot
from trading.selectors.trades import NoSuchLot
from trading.services.ledger import News, record
from trading.services.lots import locked_lot
from trading.services.sequencing import facts_of
from trading.services.stages import advance


class ReportRefused(Exception):
    """It was not sent; the message says why, for people."""

    code = "report_refused"


@transaction.atomic
def report_award(*, lot_id: UUID, by: Actor) -> AwardReport:
    """Send the report on the decision in force. Raises `NoSuchLot`, `ReportRefused`; then nothing has changed."""
    lot, moment = locked_lot(evaluated_lot(by, lot_id))
    award = award_of(lot)
    if award is None:
        raise NoSuchLot
    if AwardReport.objects.filter(award=award).exists():
        raise ReportRefused("这次定标已经报告。")
    try:
        advance(lot=lot, outcome=Outcome.AWARD_REPORTED, facts=NoFacts(), moment=moment, by=by, news=None)
    except (LotStopped, OutcomeNotAllowed) as error:
        raise ReportRefused("现在不能提交报告。") from error
    if EntryRow.objects.filter(trade=lot.trade, position=None).exists():
        raise ReportRefused("刚才的公告正在写入账本，请过一秒再试。")
    content = report_bytes(public_entries(lot.trade), lot.pk)
    body = {"lot": str(lot.pk), "number": award.number, "report": sha256_hex(content), "size": len(content)}
    entry = record(News(AWARD_REPORTED, body), trade=lot.trade, moment=moment, by=by)
    return AwardReport.objects.create(award=award, entry=entry, content=content, at=moment.at)


def public_entries(trade: Trade) -> list[Entry]:
    """All public entries of the trade that have their place, in order: what everybody can read."""
    rows = Position.objects.filter(trade=trade, entry__visibility=Visibility.PUBLIC.value, entry__content__isnull=False)
    rows = rows.select_related("entry__content").order_by("trade_seq")
    return [Entry(facts_of(row.entry), row.trade_seq) for row in rows]
