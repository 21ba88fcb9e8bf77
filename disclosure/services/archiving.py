"""The archive of a lot: when its duties are done the clock closes it with a manifest of everything (O20 40)."""

from dataclasses import replace
from datetime import timedelta

from bidding.models import DepositDecision, DepositPayment
from disclosure.domain.archive import Archived, ArchivedLine, archived
from trading.domain.actors import PLATFORM
from trading.domain.award import ArchiveFacts
from trading.domain.awarded import ARCHIVED
from trading.domain.entries import Entry, Method, Visibility
from trading.domain.stages import GuardRefused, LotStopped, Outcome, Step
from trading.models import AwardReport, Lot, Position
from trading.models import Entry as EntryRow
from trading.selectors.awards import award_of
from trading.services import files
from trading.services.clock import handles
from trading.services.ledger import News
from trading.services.moments import Moment
from trading.services.sequencing import facts_of
from trading.services.stages import advance, set_wake

LOOK_AGAIN = timedelta(days=1)


@handles(Step.ARCHIVE)
def archive(lot: Lot, moment: Moment) -> None:
    """Close the lot, or look again in a day where somebody still owes the report or a deposit."""
    if EntryRow.objects.filter(trade=lot.trade, position=None).exists():
        return  # the sequencer has them in a moment
    said, content = archive_of(lot)
    try:
        news = News(ARCHIVED, said.members(), method=Method.SYSTEM)
        facts = archive_facts(lot)
        advance(lot=lot, outcome=Outcome.ARCHIVED, facts=facts, moment=moment, by=PLATFORM, news=news)
    except (GuardRefused, LotStopped):
        lot.schedule = replace(lot.schedule, deposits_until=moment.at + LOOK_AGAIN)
        set_wake(lot)
        lot.save(update_fields=["deposits_until", "wake_at"])
    else:
        files.store([content])


def archive_facts(lot: Lot) -> ArchiveFacts:
    """Whether the decision in force was reported, and how many payments are not back yet and not kept."""
    award = award_of(lot)
    reported = award is not None and AwardReport.objects.filter(award=award).exists()
    kept = DepositDecision.objects.filter(lot=lot, kept=True).values("organisation")
    waiting = DepositPayment.objects.filter(account__lot=lot, returned=None)
    return ArchiveFacts(reported, waiting.exclude(account__organisation__in=kept).count())


def archive_of(lot: Lot) -> tuple[Archived, bytes]:
    """The manifest of the trade as it stands, for this lot."""
    rows = Position.objects.filter(trade=lot.trade).select_related("entry__content").order_by("trade_seq")
    return archived([_line(row) for row in rows], lot.trade_id, lot.pk)


def _line(row: Position) -> ArchivedLine:
    public = row.entry.visibility == Visibility.PUBLIC.value
    entry = Entry(facts_of(row.entry), row.trade_seq) if public else None
    return ArchivedLine(row.trade_seq, bytes(row.commitment), entry)
