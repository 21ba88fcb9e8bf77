"""What a lot's bidders are told of its award (TL 45): the winner that it won, each of the others who did; nobody a stranger's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from disclosure.domain.notices import NOTICES, articles_of, number_of
from disclosure.selectors.candidates import ItemShown, items_in
from disclosure.selectors.published import notice_url
from trading.domain import award_days
from trading.domain.actors import Actor, Role
from trading.domain.awarded import AWARDED, Standing, read_awarded
from trading.domain.periods import Period
from trading.domain.stages import Stage
from trading.models import Award, Lot, Organisation, Position
from trading.selectors.awards import award_of, bidders_of, result_of, validity_of
from trading.selectors.calendar import working_calendar
from trading.selectors.trades import NoSuchLot, is_agency_of, lot_for


@dataclass(frozen=True, slots=True)
class AwardLetter:
    """`own`: rank and score of the bid of whom it is for; None where it has none, and to the winner.

    `contract_by`: by when the contract is to be signed. `deposits_back`: how soon after it deposits are returned.
    """

    party: str
    name: str
    won: bool
    trade_title: str
    tender_code: str
    lot_title: str
    lot_code: str
    principal: str
    agency: str
    training: bool
    winner: str
    amount: Decimal
    items: Sequence[ItemShown]
    own: Standing | None
    decided_at: datetime
    contract_by: date | None
    deposits_back: Period | None
    articles: tuple[str, ...]
    number: str
    log_index: int
    commitment: str
    notice: str


def letter_for(actor: Actor, lot_id: UUID, party: str) -> AwardLetter:
    """To one of the lot's bidders, for itself, the trade's agency and supervisors. Raises `NoSuchLot`."""
    lot = lot_for(actor, lot_id)
    award = award_of(lot)
    if award is None or lot.stage == Stage.FAILED or party not in bidders_of(lot):
        raise NoSuchLot
    own = actor.role is Role.BIDDER and actor.party == party
    if not (own or is_agency_of(actor, lot.trade) or actor.role is Role.SUPERVISOR):
        raise NoSuchLot
    place = Position.objects.filter(entry=award.entry).first()
    if place is None:  # the sequencer has it in a moment
        raise NoSuchLot
    return _letter(lot, award, place, party)


def _letter(lot: Lot, award: Award, place: Position, party: str) -> AwardLetter:
    trade, spec, body = lot.trade, lot.trade.spec, award.entry.content.body
    winner = read_awarded(body).winner
    won = winner.bidder == party
    due = award_days.contract_by(spec, award.at, validity_of(lot), working_calendar())
    back, within = spec.law.deposit_back_after_contract, spec.law.contract_within
    rules = [within if won else back]
    more = [article for rule in rules if rule is not None for article in rule.articles]
    return AwardLetter(
        party=party,
        name=Organisation.objects.get(uscc=party).name,
        won=won,
        trade_title=trade.title,
        tender_code=trade.tender_code,
        lot_title=lot.title,
        lot_code=lot.code,
        principal=trade.principal,
        agency=trade.agency.name,
        training=trade.training,
        winner=winner.name,
        amount=Decimal(body["amount"]),
        items=items_in(winner.items, trade.opening_items) if won else (),
        own=None if won else next((one for one in result_of(lot).standings if one.bidder == party), None),
        decided_at=award.at,
        contract_by=due.day if due is not None and won else None,
        deposits_back=back.value if back is not None and not won else None,
        articles=tuple(dict.fromkeys(("TL 45", *articles_of(NOTICES[AWARDED], spec, body), *more))),
        number=number_of(trade.tender_code, place.trade_seq),
        log_index=place.log_index,
        commitment=bytes(place.commitment).hex(),
        notice=notice_url(trade.pk, place.trade_seq),
    )
